/** Signing a delivery, as a sender does. */

import { WebhookError } from "./errors.ts";
import { isDeliveryId } from "./headers.ts";
import { hmacKey } from "./hmac.ts";
import { systemClock } from "./platform.ts";
import type { Clock } from "./ports.ts";
import { hashable, type RawBody } from "./raw-body.ts";
import type { SigningKey } from "./verification-key.ts";

/** What is signed beside the body. */
export interface SignOptions {
  /** `webhook-id`: the id of the event, the same in every repetition. Has no dot. */
  readonly id: string;
  /** `webhook-timestamp`: when the attempt is made, in seconds since the epoch. Default: now. */
  readonly timestamp?: number;
  /** The time. Default: the clock of the machine. */
  readonly clock?: Clock;
}

/** The headers of a signed delivery. */
export type SignatureHeaders = Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>;

/** `whsec_…` secrets, or signing keys such as those of `ed25519Signer`. Several sign one beside the other. */
export type SigningSecrets = string | SigningKey | readonly (string | SigningKey)[];

/**
 * Signs a body. Send exactly these bytes: a body that is serialised again does not verify.
 *
 * @returns the three headers to send with it
 * @throws WebhookError `id_malformed`, `timestamp_malformed`, `body_not_raw`, `secret_missing`, `secret_malformed`,
 *   `secret_too_short`, `secret_kind_mismatch`
 * @see Standard Webhooks 1.0.0, "Webhook signatures"
 *
 * @example
 * const body = JSON.stringify(event);
 * await fetch(url, { method: "POST", body, headers: { ...(await signWebhook(body, secret, { id: event.id })) } });
 */
export async function signWebhook(body: RawBody, secrets: SigningSecrets, { id, timestamp, clock = systemClock }: SignOptions): Promise<SignatureHeaders> {
  if (!isDeliveryId(id)) throw new WebhookError("id_malformed", "The id of a delivery is visible ASCII without dot and comma.");
  const seconds = timestamp ?? Math.floor(clock.now() / 1000);
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new WebhookError("timestamp_malformed", "timestamp has to be whole seconds since the epoch.");
  const content = { head: `${id}.${seconds}.`, body: hashable(body) };
  const keys: readonly (string | SigningKey)[] = Array.isArray(secrets) ? secrets : [secrets as string | SigningKey];
  if (keys.length === 0) throw new WebhookError("secret_missing", "The list of webhook secrets is empty.");
  const signatures = await Promise.all(
    keys.map(async (secret) => {
      const key = typeof (secret as SigningKey | null)?.sign === "function" ? (secret as SigningKey) : hmacKey(secret as string);
      return `${key.version},${await key.sign(content)}`;
    }),
  );
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": signatures.join(" ") };
}
