/** Deliveries and stores for tests. */

import type { WebhookEventType } from "./event.ts";
import type { WebhookEvents } from "./generated/events.ts";
import { exampleEvents } from "./generated/examples.ts";
import type { RawBody } from "./raw-body.ts";
import { signWebhook, type SignOptions, type SigningSecrets } from "./sign-webhook.ts";

export { type ConformanceCase, type StoreSetup, storeConformance } from "./store-conformance.ts";

/** What is to differ from the example; members of `data` that are not named stay. */
export type EventOverrides<Type extends WebhookEventType> = Partial<Omit<WebhookEvents[Type], "type" | "data">> & {
  data?: Partial<WebhookEvents[Type]["data"]>;
};

/**
 * An event as the reference shows it, the same at each call. A receiver handles two with one `id` only once: name
 * another for the second.
 *
 * @example
 * const event = exampleEvent("member.added", { data: { role: "admin" } });
 */
export function exampleEvent<Type extends WebhookEventType>(type: Type, overrides: EventOverrides<Type> = {}): WebhookEvents[Type] {
  const example = structuredClone(exampleEvents[type]);
  return { ...example, ...overrides, data: { ...example.data, ...overrides.data } };
}

export interface SignedRequestOptions extends Partial<SignOptions> {
  /** Where it is sent. Default `https://receiver.test/webhooks`. */
  readonly url?: string;
}

/**
 * A delivery as the sender makes it: serialised, signed, ready to hand to a receiver or to `fetch`.
 *
 * @param event an event, or a raw body, which needs `id`
 * @param secrets what the receiver verifies with
 * @throws WebhookError what `signWebhook` throws
 *
 * @example
 * const response = await receiver.handle(await signedRequest(exampleEvent("member.added"), secret));
 * expect(response.status).toBe(204);
 */
export async function signedRequest(event: { readonly id: string } | RawBody, secrets: SigningSecrets, options: SignedRequestOptions = {}): Promise<Request> {
  const { url = "https://receiver.test/webhooks", id = idOf(event), ...rest } = options;
  const body = isRaw(event) ? event : JSON.stringify(event);
  const headers = await signWebhook(body, secrets, { ...rest, id });
  return new Request(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: body as BodyInit });
}

function isRaw(event: { readonly id: string } | RawBody): event is RawBody {
  return typeof event === "string" || !("id" in event);
}

function idOf(event: { readonly id: string } | RawBody): string {
  return isRaw(event) ? "" : event.id;
}
