import { limits } from "./limits.ts";

/** Counts the frames of a client: so many in a second, so many at once. */
export class FrameRate {
  readonly #atOnce: number;
  #left: number;
  #countedAt: number;
  #refused = 0;

  /** @param atOnce how many may come together */
  constructor(now: number, atOnce: number = limits.framesAtOnce) {
    this.#countedAt = now;
    this.#atOnce = atOnce;
    this.#left = atOnce;
  }

  /**
   * Counts a frame.
   *
   * @param now real milliseconds: a flood is one whatever a test's clock says
   * @returns `flood` when so many were refused that the client does not listen
   */
  count(now: number): "passed" | "refused" | "flood" {
    this.#left = Math.min(this.#atOnce, this.#left + ((now - this.#countedAt) / 1000) * limits.framesPerSecond);
    this.#countedAt = now;
    // Only a client that has paused for a second has understood.
    if (this.#left >= limits.framesPerSecond) this.#refused = 0;
    if (this.#left >= 1) {
      this.#left -= 1;
      return "passed";
    }
    this.#refused += 1;
    return this.#refused >= limits.refusedFrames ? "flood" : "refused";
  }

  /** How long until the next frame passes. */
  get retryAfterMs(): number {
    return Math.ceil(((1 - this.#left) / limits.framesPerSecond) * 1000);
  }
}
