import { MockError } from "../mock-error.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const valueOf: ReadonlyMap<string, number> = new Map([...alphabet].map((character, value) => [character, value]));

/** Spells bytes in base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const rest = bytes.length - at;
    const group = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    if (rest > 1) text += alphabet.charAt((group >> 6) & 63);
    if (rest > 2) text += alphabet.charAt(group & 63);
  }
  return text;
}

/**
 * Reads base64url without padding. Each sequence of bytes has exactly one spelling that is accepted.
 *
 * @throws MockError `base64url_invalid`
 */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let held = 0;
  let heldBits = 0;
  let at = 0;
  for (const character of text) {
    const value = valueOf.get(character);
    if (value === undefined) throw invalid();
    held = ((held << 6) | value) & 0xffff;
    heldBits += 6;
    if (heldBits >= 8) {
      heldBits -= 8;
      bytes[at++] = held >> heldBits;
    }
  }
  // Left-over bits that are not zero, or a lone last character, would be second spellings of the same bytes.
  if (text.length % 4 === 1 || (held & ((1 << heldBits) - 1)) !== 0) throw invalid();
  return bytes;
}

function invalid(): MockError {
  return new MockError("base64url_invalid", "The text is not base64url without padding. Pass it exactly as it was issued.");
}
