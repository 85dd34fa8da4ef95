/** What became of the idempotency key of a request that runs several operations. */
export class Repetition {
  readonly key: string;
  /** Operations that were asked to do something. */
  asked = 0;
  /** Those whose outcome is kept now. */
  kept = 0;
  /** Those that were answered as the first time. */
  replayed = 0;

  constructor(key: string) {
    this.key = key;
  }

  /** Whether nothing was done: all of it was told again. */
  get isWhole(): boolean {
    return this.asked > 0 && this.replayed === this.asked;
  }
}
