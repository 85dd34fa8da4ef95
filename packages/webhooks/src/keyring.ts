/** The keys that a receiver believes. */

import { WebhookError } from "./errors.ts";
import { hmacKey } from "./hmac.ts";
import type { VerificationKey } from "./verification-key.ts";

/** One key of a {@link Keyring}. */
export interface KeyringEntry {
  /** A name for logs and for the facts of a verification. Default: the position, `"0"` for the first. */
  readonly id?: string;
  /** A `whsec_…` secret, or what `ed25519("whpk_…")` of `@plinto/webhooks/ed25519` gives. */
  readonly secret: string | VerificationKey;
  /**
   * When the key is not believed any more, as RFC 3339 text or `Date`. After that a delivery that it signed is refused
   * with `key_retired`. Default, and for `null`: never.
   */
  readonly retiresAt?: string | Date | null;
}

/** Keys, read and ready. */
export interface Keyring {
  readonly keys: readonly KeyringKey[];
}

/** A key with its name and its end. */
export interface KeyringKey {
  readonly id: string;
  readonly key: VerificationKey;
  /** Milliseconds since the epoch; `Infinity` for never. */
  readonly retiresAtMs: number;
}

/** A secret, several, or a keyring. Several while one takes the place of another. */
export type Secrets = string | VerificationKey | KeyringEntry | readonly (string | VerificationKey | KeyringEntry)[] | Keyring;

/**
 * Reads secrets once. Every function takes plain secrets as well; a keyring spares reading them at each delivery, gives
 * them names, and retires them on a day.
 *
 * @returns the keys, in their order; each delivery is tried with all of them
 * @throws WebhookError `secret_missing`, `secret_malformed`, `secret_too_short`, `secret_kind_mismatch`, `option_invalid`
 *
 * @example Two secrets during a rotation
 * const keyring = createKeyring([
 *   { id: "2026-11", secret: process.env.WEBHOOK_SECRET },
 *   { id: "2026-05", secret: process.env.WEBHOOK_SECRET_OLD, retiresAt: "2026-11-22T00:00:00Z" },
 * ]);
 */
export function createKeyring(secrets: Secrets): Keyring {
  if (isKeyring(secrets)) return secrets;
  const list: readonly (string | VerificationKey | KeyringEntry)[] = Array.isArray(secrets) ? secrets : [secrets as string | VerificationKey | KeyringEntry];
  if (list.length === 0) throw new WebhookError("secret_missing", "The list of webhook secrets is empty.");
  return { keys: list.map(keyOf) };
}

function keyOf(entry: string | VerificationKey | KeyringEntry, index: number): KeyringKey {
  // A variable that is not set, or a column that is empty, arrives in any shape.
  const isEntry = (entry as Partial<KeyringEntry> | null)?.secret !== undefined;
  const { id = String(index), secret, retiresAt } = isEntry ? (entry as KeyringEntry) : ({ secret: entry } as KeyringEntry);
  const retiresAtMs = (retiresAt ?? undefined) === undefined ? Infinity : new Date(retiresAt!).getTime();
  if (Number.isNaN(retiresAtMs)) throw new WebhookError("option_invalid", `retiresAt of the key ${id} is no date.`);
  return { id, key: isKey(secret) ? secret : hmacKey(secret), retiresAtMs };
}

function isKey(secret: string | VerificationKey): secret is VerificationKey {
  return typeof (secret as VerificationKey | null)?.verify === "function";
}

function isKeyring(secrets: Secrets): secrets is Keyring {
  return Array.isArray((secrets as Keyring | null)?.keys);
}
