import { exportJWK, importPKCS8 } from "jose";
import { fromBase64Url } from "../../kernel/base64url.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { SigningSecretFacts, WebhookRow } from "./table.ts";

/** What the first secret of a seed's endpoint follows from instead of a request. */
export const seedSalt = "seed";

/** The `whsec_` secret of an endpoint. It is derived, so that it can be shown again without being kept. */
export function webhookSecret({ id, organizationId }: Pick<WebhookRow, "id" | "organizationId">, secret: SigningSecretFacts, derive: Derive): string {
  // A seed's handles are known before it is planted, and so before the time of that is.
  const issuedAt = secret.salt === seedSalt ? "" : secret.issuedAt;
  return `whsec_${toBase64(derive("webhook-secret", id, organizationId ?? "", secret.generation, issuedAt, secret.salt))}`;
}

/** The `whsk_` key of an endpoint: 32 bytes of seed and 32 of public key, as Standard Webhooks has them. */
export function webhookPrivateKey({ organizationId }: Pick<WebhookRow, "organizationId">, secret: SigningSecretFacts, derive: Derive): string {
  const publicKey = bytesOf(secret.publicKey!.slice("whpk_".length));
  return `whsk_${toBase64(Uint8Array.of(...keyBytes({ organizationId, salt: secret.salt }, derive), ...publicKey))}`;
}

/** What an Ed25519 key follows from. */
export interface KeyOrigin {
  /** Whose endpoint it signs for: no two of them share a key, whatever the salt. */
  readonly organizationId: string | null;
  readonly salt: string;
}

function keyBytes({ organizationId, salt }: KeyOrigin, derive: Derive): Uint8Array {
  return derive("webhook-key", organizationId ?? "", salt);
}

/** The `whpk_` key that belongs to what a salt makes. Asynchronous, as all that the platform knows of Ed25519 (RFC 8410) is. */
export async function webhookPublicKey(origin: KeyOrigin, derive: Derive): Promise<string> {
  const pkcs8 = Uint8Array.of(...ed25519Prefix, ...keyBytes(origin, derive));
  const key = await importPKCS8(`-----BEGIN PRIVATE KEY-----\n${toBase64(pkcs8)}\n-----END PRIVATE KEY-----`, "Ed25519", { extractable: true });
  const { x } = await exportJWK(key);
  return `whpk_${toBase64(fromBase64Url(x!))}`;
}

/** The DER in front of the 32 bytes of an Ed25519 private key. */
const ed25519Prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
