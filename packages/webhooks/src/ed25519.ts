/** `v1a`: Ed25519, for receivers that hold nothing secret. */

import { publicKeyOf, signerOf, type Ed25519Crypto } from "./ed25519-keys.ts";
import { nativeCrypto, systemSubtle } from "./platform.ts";
import type { SigningKey, VerificationKey } from "./verification-key.ts";

export type { SignatureVersion, SignedContent, SigningKey, VerificationKey } from "./verification-key.ts";

const system: Ed25519Crypto = { native: nativeCrypto, subtle: systemSubtle };

/**
 * The key that a public `whpk_…` text stands for; it goes wherever a secret goes.
 *
 * @throws WebhookError `secret_missing`, `secret_malformed`, `secret_kind_mismatch`
 * @see RFC 8032; Standard Webhooks 1.0.0, "Asymmetric signatures"
 *
 * @example
 * const event = await verifyWebhook(body, headers, ed25519(process.env.WEBHOOK_PUBLIC_KEY));
 */
export function ed25519(publicKey: string): VerificationKey {
  return publicKeyOf(publicKey, system);
}

/**
 * The signer that a private `whsk_…` text stands for, for `signWebhook`: the base64 of 64 bytes, the seed and the
 * public key.
 *
 * @throws WebhookError `secret_missing`, `secret_malformed`, `secret_kind_mismatch`
 *
 * @example
 * const headers = await signWebhook(body, ed25519Signer(process.env.WEBHOOK_PRIVATE_KEY), { id });
 */
export function ed25519Signer(privateKey: string): SigningKey {
  return signerOf(privateKey, system);
}
