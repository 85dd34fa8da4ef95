import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { toBase62 } from "../kernel/base62.ts";
import { toBase64Url } from "../kernel/base64url.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";
import type { Derive } from "../kernel/secret.ts";

/** Keys of the mock carry `_test_`, so nobody mistakes them for real ones. */
const prefixes = { environment: "sk_test_", organization: "ok_test_" } as const;
const secretLength = 32;
const checksumLength = 6;

/** A key taken apart. */
export interface ParsedSecretKey {
  readonly kind: "environment" | "organization";
  readonly id: string;
  readonly hash: string;
}

/**
 * Prefix, key id, secret, checksum. The secret is derived, so a replayed creation can show it again.
 *
 * @param facts what the secret stands for besides the key's id, which comes again in a world that begins anew
 */
export function makeSecretKey(kind: "environment" | "organization", id: string, derive: Derive, ...facts: readonly (string | number)[]): string {
  const body = prefixes[kind] + id.slice(id.indexOf("_") + 1) + toBase62(derive("secret-key", id, ...facts)).slice(0, secretLength);
  return body + checksum(body);
}

/** The key's parts, or undefined when it is no key: wrong form, or a checksum that does not fit. */
export function parseSecretKey(text: string): ParsedSecretKey | undefined {
  const kind = text.startsWith(prefixes.environment) ? "environment" : text.startsWith(prefixes.organization) ? "organization" : undefined;
  if (!kind || text.length !== prefixes[kind].length + 26 + secretLength + checksumLength) return undefined;
  const body = text.slice(0, -checksumLength);
  if (!equalInConstantTime(text.slice(-checksumLength), checksum(body))) return undefined;
  return { kind, id: `key_${text.slice(prefixes[kind].length, prefixes[kind].length + 26)}`, hash: hashSecret(text) };
}

/** How secrets are kept: SHA-256, which is enough for secrets of 190 random bits. */
export function hashSecret(text: string): string {
  return toBase64Url(sha256(utf8ToBytes(text)));
}

/** The environment's publishable key. It names the environment and gives no rights. */
export function publishableKey(derive: Derive): string {
  const body = `pk_test_${toBase62(derive("publishable-key")).slice(0, 26)}`;
  return body + checksum(body);
}

function checksum(body: string): string {
  return toBase62(sha256(utf8ToBytes(body))).slice(0, checksumLength);
}
