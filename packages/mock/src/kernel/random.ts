import { sha256 } from "@noble/hashes/sha2.js";
import { MockError } from "../mock-error.ts";

/** The random source of a world: the same seed and the same position give the same bytes. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** A whole number from 0 up to, not including, `maxExclusive` (1 to 2^48), each equally likely. */
  integer(maxExclusive: number): number;
}

/** A {@link Random} that tells how far it has been read, so that a state can carry it. */
export interface SeededRandom extends Random {
  /** How many bytes have been drawn. */
  readonly position: number;
}

const blockLength = 32;

/**
 * Makes a random source whose bytes follow from a seed: block n is SHA-256 of the seed and n.
 *
 * @param seed bytes that name the sequence
 * @param position how many bytes have been drawn already. Default 0
 *
 * @example
 * const dice = createRandom(new TextEncoder().encode("seed"));
 * dice.integer(6) + 1;
 */
export function createRandom(seed: Uint8Array, position: number = 0): SeededRandom {
  return new BlockRandom(seed, position);
}

class BlockRandom implements SeededRandom {
  position: number;
  readonly #seed: Uint8Array;
  #block: Uint8Array | undefined;
  #blockNumber = -1;

  constructor(seed: Uint8Array, position: number) {
    this.#seed = seed;
    this.position = position;
  }

  bytes(length: number): Uint8Array {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new MockError("random_range", `${length} is no number of bytes. Ask for a whole number of at least 0.`);
    }
    const drawn = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      const start = this.position % blockLength;
      const part = this.#blockAt(Math.floor(this.position / blockLength)).subarray(start, start + length - filled);
      drawn.set(part, filled);
      filled += part.length;
      this.position += part.length;
    }
    return drawn;
  }

  integer(maxExclusive: number): number {
    const span = 2 ** 48;
    if (!Number.isSafeInteger(maxExclusive) || maxExclusive < 1 || maxExclusive > span) {
      throw new MockError("random_range", `${maxExclusive} is no bound for a random integer. Use a whole number from 1 to 2^48.`);
    }
    // Numbers beyond the last full multiple would make the small results likelier, so they are drawn again.
    const fair = span - (span % maxExclusive);
    for (;;) {
      let value = 0;
      for (const byte of this.bytes(6)) value = value * 256 + byte;
      if (value < fair) return value % maxExclusive;
    }
  }

  #blockAt(number: number): Uint8Array {
    if (this.#block === undefined || this.#blockNumber !== number) {
      const input = new Uint8Array(this.#seed.length + 8);
      input.set(this.#seed);
      new DataView(input.buffer).setFloat64(this.#seed.length, number);
      this.#block = sha256(input);
      this.#blockNumber = number;
    }
    return this.#block;
  }
}
