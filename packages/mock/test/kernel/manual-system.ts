import type { SystemTime } from "../../src/kernel/system.ts";
import { systemTime } from "../../src/kernel/system.ts";

interface Armed {
  readonly fn: () => void;
  readonly at: number;
  readonly ms: number;
  readonly background: boolean;
}

/** A system whose time a test moves by hand. Turns of the event loop are real. */
export class ManualSystem implements SystemTime {
  time = 1_700_000_000_000;
  armed: Armed[] = [];

  now(): number {
    return this.time;
  }

  setTimeout(fn: () => void, ms: number, background: boolean): () => void {
    const armed: Armed = { fn, at: this.time + ms, ms, background };
    this.armed.push(armed);
    return () => {
      this.armed = this.armed.filter((other) => other !== armed);
    };
  }

  turn(): Promise<void> {
    return systemTime.turn();
  }

  /** Lets time pass and rings what is due, as a platform does. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.time = next.at;
      this.armed = this.armed.filter((other) => other !== next);
      next.fn();
    }
    this.time = end;
  }

  #next(end: number): Armed | undefined {
    return this.armed.filter(({ at }) => at <= end).toSorted((left, right) => left.at - right.at)[0];
  }
}
