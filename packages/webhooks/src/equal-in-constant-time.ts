/**
 * Compares two texts in a time that depends on their lengths alone. Texts rather than bytes, because two different texts
 * of base64 can stand for the same bytes, and only one of them was sent by the signer.
 */
export function equalInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
