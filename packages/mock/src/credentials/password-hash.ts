import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fromBase64Url, toBase64Url } from "../kernel/base64url.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";

const label = "$plinto-test$";

/**
 * A password as the mock keeps it: salted SHA-256 under a label that says what it is. It is cheap on purpose, so that
 * tests are fast, and good for nothing else.
 */
export function hashPassword(password: string, salt: Uint8Array): string {
  return `${label}${toBase64Url(salt)}$${digest(password, salt)}`;
}

/**
 * A password as it is compared (RFC 8265, the profile OpaqueString): however a keyboard composes an é or spells a space,
 * it is the same password.
 */
export function preparedPassword(password: string): string {
  return password.replaceAll(/\p{Zs}/gu, " ").normalize("NFC");
}

/** Whether a password belongs to a hash of `hashPassword`. */
export function verifyTestPassword(password: string, hash: string): boolean {
  if (!hash.startsWith(label)) return false;
  const [salt, expected] = hash.slice(label.length).split("$");
  if (!salt || !expected) return false;
  return equalInConstantTime(digest(password, fromBase64Url(salt)), expected);
}

function digest(password: string, salt: Uint8Array): string {
  return toBase64Url(sha256(concatBytes(salt, utf8ToBytes(preparedPassword(password)))));
}
