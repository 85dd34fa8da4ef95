import { privateKeyOf, publicKeyOf } from "./authenticator/p-256.ts";
import { join } from "./authenticator/authenticator-data.ts";
import { toBase64Url } from "./kernel/base64url.ts";
import type { Derive } from "./kernel/secret.ts";
import { formatTimestamp } from "./kernel/timestamp.ts";
import type { MockTransaction } from "./schema.ts";

/** The passkey of a person of a seed: an ES256 key that follows from the world and her name in the seed. */
export interface SeedPasskey {
  readonly credentialId: string;
  /** For `crypto.subtle.importKey`. */
  readonly jwk: { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string; readonly d: string };
}

/** What an authenticator holds of a seeded passkey. Everybody may know it: it is a test key. */
export function seedPasskey(name: string, derive: Derive): SeedPasskey {
  const { privateKey, point } = keyPairOf(name, derive);
  return {
    credentialId: credentialIdOf(name, derive),
    jwk: { kty: "EC", crv: "P-256", x: toBase64Url(point.x), y: toBase64Url(point.y), d: toBase64Url(privateKey) },
  };
}

/** Writes the passkey of a person: synced, as most are, and never used. */
export function plantSeedPasskey(tx: MockTransaction, name: string, { id, userId }: { readonly id: string; readonly userId: string }): void {
  const now = formatTimestamp(tx.now);
  const { point } = keyPairOf(name, tx.derive);
  tx.passkeys.insert({
    id,
    userId,
    credentialId: credentialIdOf(name, tx.derive),
    publicKey: toBase64Url(join(coseHead, point.x, coseBetween, point.y)),
    counter: 0,
    name: "Passkey of the seed",
    deviceType: "multiDevice",
    backedUp: true,
    transports: ["internal", "hybrid"],
    aaguid: "00000000-0000-0000-0000-000000000000",
    userVerified: true,
    lastUsedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  tx.users.update(userId, { mfaEnabled: true });
}

// The public key in COSE is CBOR of a fixed form (RFC 9053, section 7.1.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
const coseHead = Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20);
const coseBetween = Uint8Array.of(0x22, 0x58, 0x20);

function credentialIdOf(name: string, derive: Derive): string {
  return toBase64Url(derive("seed-passkey-credential", name));
}

function keyPairOf(name: string, derive: Derive) {
  // Four bytes are a key that can be guessed. This one anybody may know anyway, and a long one takes eight times as long.
  const privateKey = privateKeyOf(derive("seed-passkey-key", name).subarray(0, 4));
  return { privateKey, point: publicKeyOf(privateKey) };
}
