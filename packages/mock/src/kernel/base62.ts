const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digitsPerStep = 5;
const step = 62 ** digitsPerStep;

/**
 * Spells bytes in base 62 (digits, upper case, lower case; no character that a double click stops at).
 * Read as one big-endian number and padded with `0`, so bytes of one length have spellings of one length: 16 bytes
 * take 22 characters, 32 bytes 43.
 */
export function toBase62(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length * 8) / Math.log2(62));
  const limbs: number[] = [];
  for (let at = bytes.length; at > 0; at -= 2) limbs.unshift((bytes[at - 1] as number) | ((bytes[at - 2] ?? 0) << 8));
  let text = "";
  while (text.length < length) {
    let remainder = 0;
    // 62^5 times 2^16 stays below 2^53, so plain numbers divide exactly.
    for (let at = 0; at < limbs.length; at++) {
      const dividend = remainder * 65_536 + (limbs[at] as number);
      limbs[at] = Math.floor(dividend / step);
      remainder = dividend % step;
    }
    for (let digit = 0; digit < digitsPerStep; digit++) {
      text = alphabet.charAt(remainder % 62) + text;
      remainder = Math.floor(remainder / 62);
    }
  }
  return text.slice(text.length - length);
}
