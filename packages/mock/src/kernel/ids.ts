/** Spells the ids of a world: the same seed and sequence number give the same id. */
export type SpellId = (prefix: string, sequence: number) => string;

// Crockford's base 32 in lower case: no i, l, o, u.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const firstInstant = 1_893_456_000_000;

/**
 * Makes the speller of a world's ids: `prefix_` and a ULID in lower case. Its time part is the sequence number,
 * counted in milliseconds from 2030-01-01T00:00:00Z whatever the clock says, so ids of a world sort in the order
 * in which they were drawn; its random part follows from seed and sequence.
 *
 * @param seed 16 bytes or more that name the world
 *
 * @example
 * const spellId = createIdSpeller(seedBytes);
 * spellId("org", 1); // "org_01q3dcbd01…"
 */
export function createIdSpeller(seed: Uint8Array): SpellId {
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  const key: readonly number[] = [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
  return (prefix, sequence) => `${prefix}_${spellTime(firstInstant + sequence)}${spellNoise(key, sequence)}`;
}

function spellTime(instant: number): string {
  let high = Math.floor(instant / 2 ** 25);
  let low = instant % 2 ** 25;
  let highText = "";
  let lowText = "";
  for (let digit = 0; digit < 5; digit++) {
    highText = alphabet.charAt(high & 31) + highText;
    lowText = alphabet.charAt(low & 31) + lowText;
    high >>>= 5;
    low >>>= 5;
  }
  return highText + lowText;
}

function spellNoise(key: readonly number[], sequence: number): string {
  const low = sequence >>> 0;
  const high = Math.floor(sequence / 2 ** 32);
  let text = "";
  // Four words of 20 bits are the 80 bits of a ULID's random part.
  for (const part of key) {
    let noise = scramble(scramble(part ^ low) + Math.imul(high, 0x9e37_79b1) + text.length);
    for (let digit = 0; digit < 4; digit++) {
      text += alphabet.charAt(noise & 31);
      noise >>>= 5;
    }
  }
  return text;
}

/** Spreads each bit of a 32-bit word over all of them; different words stay different. */
function scramble(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb_352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846c_a68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
