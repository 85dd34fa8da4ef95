/**
 * Compares two strings in a time that depends on their lengths only, not on where they differ: for secrets, tokens
 * and signatures.
 */
export function equalInConstantTime(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  // The length of what an attacker sends is known to her; that of the secret must not show, so the loop runs over hers.
  for (let at = 0; at < given.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at % Math.max(expected.length, 1));
  return difference === 0;
}
