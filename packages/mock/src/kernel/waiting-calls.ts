/** A call that waits for its time. */
export interface WaitingCall {
  readonly fn: () => void | Promise<void>;
  /** Milliseconds, as the clock counts them. */
  readonly due: number;
  readonly background: boolean;
  /** Cancels the system's timer that stands for it, where there is one. */
  disarm: () => void;
}

/** Calls in order of due time, then of registration. */
export class WaitingCalls implements Iterable<WaitingCall> {
  readonly #calls: WaitingCall[] = [];

  get first(): WaitingCall | undefined {
    return this.#calls[0];
  }

  [Symbol.iterator](): Iterator<WaitingCall> {
    return this.#calls.values();
  }

  add(call: WaitingCall): void {
    this.#calls.splice(
      this.#countUntil((due) => due <= call.due),
      0,
      call,
    );
  }

  /** Removes and disarms a call; one that is gone already is left alone. */
  remove(call: WaitingCall): void {
    const at = this.#calls.indexOf(
      call,
      this.#countUntil((due) => due < call.due),
    );
    if (at < 0) return;
    this.#calls.splice(at, 1);
    call.disarm();
  }

  #countUntil(isBefore: (due: number) => boolean): number {
    let low = 0;
    let high = this.#calls.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore((this.#calls[middle] as WaitingCall).due)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
