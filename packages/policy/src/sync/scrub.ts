/** What others threw, as it may be kept: a `fetch` may name the headers it was given. */

import { PolicyError } from "../errors.ts";

const deepest = 3;
const longest = 500;

/** What was thrown, copied: name, code and message without the key, and the same of its causes. Errors of this package stay. */
export function withoutSecrets(thrown: unknown, secret: string | undefined): unknown {
  return thrown instanceof PolicyError ? thrown : copyOf(thrown, (text) => scrubbed(text, secret), deepest);
}

/** What was thrown, copied without its message: whoever has made the key may have named it, and nobody here knows it. */
export function withoutText(thrown: unknown): unknown {
  return copyOf(thrown, () => "Its message is left out, since it could name the key.", 1);
}

function copyOf(thrown: unknown, say: (text: string) => string, depth: number): unknown {
  if (!(thrown instanceof Error)) return new Error(say(typeof thrown === "string" ? thrown : "Something was thrown that is no error."));
  const { name, code, message, cause } = thrown as Error & { readonly code?: unknown };
  const copy = new Error(say(message), cause === undefined || depth <= 1 ? {} : { cause: copyOf(cause, say, depth - 1) });
  if (/^[A-Z][A-Za-z]{0,40}Error$/.test(name)) copy.name = name;
  // Properties beside it are left out: some libraries keep the whole request there.
  if (typeof code === "string" && /^[A-Z][A-Z\d_]{0,63}$/.test(code)) Object.assign(copy, { code });
  return copy;
}

function scrubbed(text: string, secret: string | undefined): string {
  const without = secret === undefined || secret === "" ? text : text.replaceAll(secret, "[secret]");
  return without.replace(/\b(Bearer|Basic)\s+[^\s"',]+/gi, "$1 [secret]").slice(0, longest);
}
