/** What one of those who share has of the places. */
interface Share {
  held: number;
  readonly waiting: (() => void)[];
}

/**
 * Places for work that goes on at the same time, shared by several who cannot see each other. Nobody takes more than are left
 * for the others: one alone gets half of the places, the next half of the rest. So whoever comes last finds one. Of those
 * who wait, who has fewest goes first, each in the order of its own work.
 */
export class FairSlots {
  readonly #shares = new Map<string, Share>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Does work of somebody when there is a place for it. */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(owner);
    try {
      return await work();
    } finally {
      this.#leave(owner);
    }
  }

  async #enter(owner: string): Promise<void> {
    const share = this.#shares.get(owner) ?? { held: 0, waiting: [] };
    this.#shares.set(owner, share);
    if (share.waiting.length === 0 && share.held < this.#free) this.#take(share);
    else await new Promise<void>((resolve) => share.waiting.push(resolve));
  }

  #leave(owner: string): void {
    const left = this.#shares.get(owner)!;
    left.held -= 1;
    this.#free += 1;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#take(next);
      next.waiting.shift()!();
    }
    if (left.held === 0 && left.waiting.length === 0) this.#shares.delete(owner);
  }

  #take(share: Share): void {
    share.held += 1;
    this.#free -= 1;
  }

  #next(): Share | undefined {
    let next: Share | undefined;
    for (const share of this.#shares.values()) {
      if (share.waiting.length > 0 && share.held < this.#free && (next === undefined || share.held < next.held)) next = share;
    }
    return next;
  }
}
