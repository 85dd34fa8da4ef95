/** Random hexadecimal digits, for idempotency keys and trace ids. */

import type { Random } from "../ports.ts";

/** Two digits for each of `bytes` random bytes. */
export const randomHex = (random: Random, bytes: number): string => Array.from(random.bytes(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
