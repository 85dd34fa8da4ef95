/** What spreads clients that come back at the same time. */

import type { Random } from "@plinto/core";

/** A number from 0 to below 1. */
export function jitter(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low) / 65_536;
}
