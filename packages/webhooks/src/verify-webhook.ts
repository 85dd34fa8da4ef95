/** From a request to a typed event. */

import { WebhookError } from "./errors.ts";
import { parseEvent, type WebhookEvent } from "./event.ts";
import type { WebhookHeaders } from "./headers.ts";
import type { Secrets } from "./keyring.ts";
import { hashable, type RawBody } from "./raw-body.ts";
import { verifySignature, type VerifyOptions } from "./verify-signature.ts";

/**
 * Verifies a delivery and gives its event, typed. A type that is newer than this package arrives as
 * {@link UnknownEvent}, never as an exception. Nothing remembers what has arrived: a repetition verifies again. For
 * handling each event once there is {@link createWebhookReceiver}.
 *
 * @param rawBody the body as it arrived, before any parser
 * @param headers the headers as the framework has them
 * @param secrets the endpoint's `whsec_…` secret, several of them, or a {@link createKeyring | keyring}
 * @throws WebhookError what {@link verifySignature} throws; `payload_not_utf8`, `payload_not_json`, `payload_not_event`
 * @see Standard Webhooks 1.0.0, "Verifying webhook authenticity"
 *
 * @example
 * const event = await verifyWebhook(body, headers, process.env.WEBHOOK_SECRET);
 * if (event.type === "member.added") await greet(event.data.userId);
 */
export async function verifyWebhook(rawBody: RawBody, headers: WebhookHeaders, secrets: Secrets, options?: VerifyOptions): Promise<WebhookEvent>;
/**
 * Verifies a `Request` of the Fetch API, whose body it reads.
 *
 * @throws WebhookError also `body_already_read`
 *
 * @example
 * const event = await verifyWebhook(request, process.env.WEBHOOK_SECRET);
 */
export async function verifyWebhook(request: Request, secrets: Secrets, options?: VerifyOptions): Promise<WebhookEvent>;
export async function verifyWebhook(
  first: RawBody | Request,
  second: WebhookHeaders | Secrets,
  third?: Secrets | VerifyOptions,
  fourth?: VerifyOptions,
): Promise<WebhookEvent> {
  if (!isRequest(first)) return verified(first, second as WebhookHeaders, third as Secrets, fourth);
  if (first.bodyUsed) throw alreadyRead();
  return verified(new Uint8Array(await first.arrayBuffer()), first.headers, second as Secrets, third as VerifyOptions);
}

async function verified(rawBody: RawBody, headers: WebhookHeaders, secrets: Secrets, options: VerifyOptions | undefined): Promise<WebhookEvent> {
  await verifySignature(rawBody, headers, secrets, options);
  return parseEvent(hashable(rawBody));
}

function isRequest(value: unknown): value is Request {
  return typeof value === "object" && value !== null && "arrayBuffer" in value && "headers" in value;
}

/** The error for a request whose body is gone. */
export function alreadyRead(): WebhookError {
  return new WebhookError("body_already_read", "The body of the request has been read before: hand in the request first, or pass a clone.");
}
