import { toBase62 } from "../kernel/base62.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";
import { hashSecret } from "./secret-key.ts";

/** How the tokens of a table are told from others, and their rows from others. */
export interface TokenForm {
  /** What its tokens begin with, such as `pt_`. */
  readonly prefix: string;
  /** What the ids of its rows begin with, such as `psi_`. */
  readonly idPrefix: string;
}

const idLength = 26;
const secretLength = 32;

/**
 * Spells the token of a row: prefix, id, secret.
 *
 * @param secret derived, so that a replayed answer can show the token again and its hash alone is kept; and from what the
 *   token stands for as well as from the id, since ids come again in a world that begins anew
 */
export function spellToken({ prefix, idPrefix }: TokenForm, id: string, secret: Uint8Array): string {
  return `${prefix}${id.slice(idPrefix.length)}${toBase62(secret).slice(0, secretLength)}`;
}

/** The row of a token, whatever became of it. Undefined for anything that is no token of this world. */
export function findByToken<Row extends { readonly hash: string }>(
  rows: { get(id: string): Row | undefined },
  { prefix, idPrefix }: TokenForm,
  token: string,
): Row | undefined {
  const end = prefix.length + idLength;
  if (!token.startsWith(prefix) || token.length !== end + secretLength) return undefined;
  const row = rows.get(idPrefix + token.slice(prefix.length, end));
  return row && equalInConstantTime(hashSecret(token), row.hash) ? row : undefined;
}
