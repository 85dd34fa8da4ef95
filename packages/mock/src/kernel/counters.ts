import type { ClockPosition } from "./clock.ts";

/** Where the generators and the clock of a world stand. */
export interface Counters {
  /** How many ids have been drawn. */
  readonly ids: number;
  /** How many random bytes have been drawn. */
  readonly random: number;
  readonly clock: ClockPosition;
}
