/**
 * Whether bytes are an ECDSA signature as authenticators write it: two whole numbers in DER (RFC 3279 section 2.2.3). The
 * verifier reads BER, in which one signature has many spellings.
 */
export function isEcdsaSignature(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false;
  const second = endOfNumber(bytes, 2);
  return second !== undefined && endOfNumber(bytes, second) === bytes.length;
}

/** Where a number of at most 33 bytes ends, which is above zero and has no byte too many. */
function endOfNumber(bytes: Uint8Array, start: number): number | undefined {
  const [tag, length = 0, first = 0, next = 0] = bytes.subarray(start);
  if (tag !== 0x02 || length < 1 || length > 33 || first > 0x7f || (first === 0 && next < 0x80)) return undefined;
  return start + 2 + length;
}
