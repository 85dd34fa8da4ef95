const looksLikeId = /^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * Names a row in an error message. Only ids are spelt out: the key of a row of another kind could be an address,
 * an e-mail or a token, and messages are logged.
 */
export function nameRow(id: string): string {
  return looksLikeId.test(id) ? `row ${id}` : "a row";
}
