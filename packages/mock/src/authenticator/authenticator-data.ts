import { sha256 } from "@noble/hashes/sha2.js";

/** What an authenticator says about itself and its user (WebAuthn Level 3, section 6.1). */
export interface AuthenticatorData {
  readonly rpId: string;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  /** Whether the passkey can be synced, and whether it is. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly counter: number;
  /** The credential, when it was just made. */
  readonly made?: { readonly aaguid: Uint8Array; readonly credentialId: Uint8Array; readonly publicKey: Uint8Array };
}

export function authenticatorData({ rpId, userPresent, userVerified, backupEligible, backedUp, counter, made }: AuthenticatorData): Uint8Array<ArrayBuffer> {
  const flags = (userPresent ? 0x01 : 0) | (userVerified ? 0x04 : 0) | (backupEligible ? 0x08 : 0) | (backedUp ? 0x10 : 0) | (made ? 0x40 : 0);
  return join(
    sha256(new TextEncoder().encode(rpId)),
    Uint8Array.of(flags, counter >>> 24, counter >>> 16, counter >>> 8, counter),
    ...(made ? [made.aaguid, Uint8Array.of(made.credentialId.length >>> 8, made.credentialId.length), made.credentialId, made.publicKey] : []),
  );
}

/** Bytes one after the other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
