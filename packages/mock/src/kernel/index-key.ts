import { MockError } from "../mock-error.ts";

/** One part of an index key. Parts sort null, then false, true, then numbers, then strings by UTF-16 code unit. */
export type KeyPart = string | number | boolean | null;

const nullTag = "\u0001";
const falseTag = "\u0002";
const trueTag = "\u0003";
const numberTag = "\u0004";
const stringTag = "\u0005";
const endOfString = "\u0000";
const beyondEveryTag = "\u0006";

/**
 * Spells the parts of a key as one string, so that comparing strings compares keys part by part: a persistent tree
 * of strings is then an index. No key is spelt like the beginning of another unless its parts are the other's first parts.
 *
 * @throws MockError `index_key_invalid` for a number that is not finite, and for anything that is no {@link KeyPart}
 */
export function encodeKey(parts: readonly KeyPart[]): string {
  let text = "";
  for (const part of parts) text += encodePart(part);
  return text;
}

/** The least string that sorts after every key that starts with these encoded parts. */
export function endOfPrefix(encoded: string): string {
  return encoded + beyondEveryTag;
}

function encodePart(part: KeyPart): string {
  if (typeof part === "string") return stringTag + escape(part) + endOfString;
  if (typeof part === "number") return numberTag + encodeNumber(part);
  if (part === null) return nullTag;
  if (part === true) return trueTag;
  if (part === false) return falseTag;
  throw new MockError("index_key_invalid", `An index key has a part of type ${typeof part}. Use strings, finite numbers, booleans and null.`);
}

// oxlint-disable-next-line no-control-regex
const needsEscape = /[\u0000\u0001]/;

// The end of a string must sort before any character that could follow, so no character may be spelt like it.
function escape(text: string): string {
  if (!needsEscape.test(text)) return text;
  return text.replaceAll("\u0001", "\u0001\u0002").replaceAll("\u0000", "\u0001\u0001");
}

// Room to see a double as bytes. Nothing is kept in it: each use writes before it reads, and a new one costs more than all the rest.
const scratch = new DataView(new ArrayBuffer(8));

/** The eight bytes of the double, most significant first, arranged so that they sort as the numbers do. */
function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new MockError("index_key_invalid", `An index key has the part ${value}. Use a finite number, or null for none.`);
  }
  // Adding zero turns -0 into 0, which must have the same key.
  scratch.setFloat64(0, value + 0);
  let high = scratch.getUint32(0);
  let low = scratch.getUint32(4);
  if (high >>> 31 === 1) {
    high = ~high;
    low = ~low;
  } else {
    high |= 0x8000_0000;
  }
  return String.fromCharCode(
    (high >>> 24) & 255,
    (high >>> 16) & 255,
    (high >>> 8) & 255,
    high & 255,
    (low >>> 24) & 255,
    (low >>> 16) & 255,
    (low >>> 8) & 255,
    low & 255,
  );
}
