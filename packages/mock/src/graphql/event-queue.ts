import type { PlacedEvent } from "./socket-events.ts";

/** Events on their way to a subscription: in order, until it ends. */
export class EventQueue implements AsyncIterable<PlacedEvent> {
  readonly #waiting: PlacedEvent[] = [];
  #wake: () => void = () => {};
  #isOver = false;
  #isIdle = true;
  #reason: Error | undefined;

  get length(): number {
    return this.#waiting.length;
  }

  /** Whether everything was told that came. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  push(event: PlacedEvent): void {
    if (this.#isOver) return;
    this.#waiting.push(event);
    this.#isIdle = false;
    this.#wake();
  }

  /** Ends it: what waits is still told, unless a reason is given, which is told at once. */
  end(reason?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reason = reason;
    if (reason !== undefined) this.#waiting.length = 0;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PlacedEvent, void, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next) yield next;
      else if (this.#isOver) {
        if (this.#reason !== undefined) throw this.#reason;
        return;
      } else {
        this.#isIdle = true;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }
}
