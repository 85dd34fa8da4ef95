import type { SystemTime } from "./system.ts";

// Overtaken work needs a moment to act on the timeout that ended it; work that never ends must not cost more each time.
const overtakenShare = 1 / 50;

/** The work that a clock waits for before it moves on. */
export class HeldWork {
  readonly #system: SystemTime;
  readonly #patienceMs: number;
  readonly #current = new Set<Promise<unknown>>();
  readonly #overtaken = new Set<Promise<unknown>>();
  readonly #onEnd = new Set<() => void>();

  constructor(system: SystemTime, patienceMs: number) {
    this.#system = system;
    this.#patienceMs = patienceMs;
  }

  get isEmpty(): boolean {
    return this.#current.size === 0 && this.#overtaken.size === 0;
  }

  add(work: Promise<unknown>): void {
    this.#current.add(work);
    const end = (): void => {
      this.#current.delete(work);
      this.#overtaken.delete(work);
      for (const fn of this.#onEnd) fn();
    };
    work.then(end, end);
  }

  /**
   * Resolves when the event loop has turned and all work has ended, including work added meanwhile; or when patience
   * has run out. What is left then is overtaken: the next time it is given only a moment.
   */
  async quiet(): Promise<void> {
    await this.#system.turn();
    while (this.#current.size > 0) {
      if (!(await this.#emptied(this.#current, this.#patienceMs))) {
        for (const work of this.#current) this.#overtaken.add(work);
        this.#current.clear();
      }
      await this.#system.turn();
    }
    if (this.#overtaken.size > 0) await this.#emptied(this.#overtaken, this.#patienceMs * overtakenShare);
  }

  #emptied(work: ReadonlySet<Promise<unknown>>, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (emptied: boolean): void => {
        this.#onEnd.delete(look);
        stopWaiting();
        resolve(emptied);
      };
      const look = (): void => {
        if (work.size === 0) finish(true);
      };
      const stopWaiting = this.#system.setTimeout(() => finish(false), withinMs, false);
      this.#onEnd.add(look);
    });
  }
}
