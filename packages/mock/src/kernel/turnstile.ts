import { isPromise } from "./maybe-promise.ts";
import type { MaybePromise } from "./maybe-promise.ts";

/** Lets one task through at a time, in the order of arrival; at once, without a detour over a promise, when nobody is inside. */
export class Turnstile {
  readonly #waiting: (() => MaybePromise<Tell>)[] = [];
  readonly #onIdle: (() => void)[] = [];
  #busy = false;

  enter<T>(task: () => MaybePromise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => run(task, resolve, reject));
      if (!this.#busy) this.#drain();
    });
  }

  /** Resolves when nobody is inside or waits. */
  idle(): Promise<void> {
    return this.#busy ? new Promise((resolve) => this.#onIdle.push(resolve)) : Promise.resolve();
  }

  #drain(): void {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const ended = next();
      if (isPromise(ended)) {
        void ended.then((tell) => {
          // Whoever is told must find the way free, or what comes next would be later than need be.
          if (this.#waiting.length === 0) this.#busy = false;
          tell();
          if (this.#waiting.length > 0) this.#drain();
          else this.#tellIdle();
        });
        return;
      }
      ended();
    }
    this.#busy = false;
    this.#tellIdle();
  }

  #tellIdle(): void {
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}

/** Tells the one who brought a task how it ended. */
type Tell = () => void;

function run<T>(task: () => MaybePromise<T>, resolve: (value: T) => void, reject: (error: unknown) => void): MaybePromise<Tell> {
  const succeed =
    (value: T): Tell =>
    () =>
      resolve(value);
  const fail =
    (error: unknown): Tell =>
    () =>
      reject(error);
  try {
    const result = task();
    return isPromise(result) ? result.then(succeed, fail) : succeed(result);
  } catch (error) {
    return fail(error);
  }
}
