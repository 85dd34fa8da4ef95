/** How long to wait. */

/** So many fresh random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

const firstMs = 1_000;
/** The longest wait that nobody has asked for. */
export const longestMs = 300_000;
/** The longest wait that a server may ask for and get. */
const longestAskedMs = 3_600_000;

/** After so many failures in a row: twice as long each time up to five minutes, half of it by chance, so that clients that failed together do not come back together. */
export function backOffMs(failures: number, askedMs: number, random: RandomBytes): number {
  const bound = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.max(bound * (0.5 + share(random) / 2), Math.min(askedMs, longestAskedMs));
}

/** An interval, a tenth more or less by chance. */
export function jittered(ms: number, random: RandomBytes): number {
  return ms * (0.9 + share(random) / 5);
}

/** A number from 0 up to 1. */
export function share(random: RandomBytes): number {
  const [high = 0, low = 0] = random(2);
  return (high * 256 + low) / 65_536;
}
