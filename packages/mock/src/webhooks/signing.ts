import { signWebhook } from "@plinto/webhooks";
import { ed25519Signer } from "@plinto/webhooks/ed25519";
import type { SigningSecretFacts, WebhookRow } from "../domain/webhooks/table.ts";
import { webhookPrivateKey, webhookSecret } from "../domain/webhooks/secret.ts";
import type { Derive } from "../kernel/secret.ts";
import { parseTimestamp } from "../kernel/timestamp.ts";

/** What is sent, and when. */
export interface Letter {
  readonly eventId: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The headers that sign a delivery, by the present secret and, during a rotation, by the one before it too. */
export async function signatureHeaders(webhook: WebhookRow, { eventId, body, now }: Letter, derive: Derive): Promise<Readonly<Record<string, string>>> {
  const { secret, previousSecret } = webhook;
  const secrets = previousSecret !== null && parseTimestamp(previousSecret.expiresAt) > now ? [secret, previousSecret] : [secret];
  return signWebhook(
    body,
    secrets.map((one) => signerOf(webhook, one, derive)),
    { id: eventId, timestamp: Math.floor(now / 1000) },
  );
}

function signerOf(webhook: WebhookRow, secret: SigningSecretFacts, derive: Derive): string | ReturnType<typeof ed25519Signer> {
  return secret.publicKey === null ? webhookSecret(webhook, secret, derive) : ed25519Signer(webhookPrivateKey(webhook, secret, derive));
}
