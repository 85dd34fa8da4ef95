import type { WorldClock } from "../kernel/clock.ts";
import type { Outbox } from "./outbox.ts";
import { socketLimits } from "./socket-limits.ts";

/** What a heartbeat stands on. */
export interface HeartbeatOptions {
  readonly clock: WorldClock;
  readonly outbox: Outbox;
  /** Asks the client. @returns false when there is nobody to ask any more */
  readonly ask: () => boolean;
  /** The client has not answered for too long. */
  readonly dead: () => void;
}

/** Asks a client again and again whether it lives. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #unanswered = 0;
  #answered: () => void = () => {};
  #endWait: () => void = () => {};

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#endWait = this.#options.clock.setTimeout(() => this.#beat(), socketLimits.heartbeatMs, { background: true });
  }

  /** The client answers. @returns whether it was asked: one answer is due, however often it was asked before */
  heard(): boolean {
    const wasAsked = this.#unanswered > 0;
    this.#unanswered = 0;
    this.#answered();
    return wasAsked;
  }

  end(): void {
    this.#endWait();
    this.#answered();
  }

  #beat(): void {
    const { clock, outbox, ask, dead } = this.#options;
    if (this.#unanswered === socketLimits.unansweredPings) return dead();
    this.#unanswered += 1;
    if (!ask()) return;
    // Time that a test moves waits until the client has heard it, as far away as it may be.
    this.#answered();
    if (!outbox.isStalled) clock.hold(new Promise<void>((resolve) => (this.#answered = resolve)));
    this.begin();
  }
}
