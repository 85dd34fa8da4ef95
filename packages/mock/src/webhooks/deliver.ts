import type { WebhookAddresses } from "../domain/webhooks/address.ts";

/** A signed delivery, ready to be sent by POST. */
export interface OutgoingDelivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when the answer takes too long. */
  readonly signal: AbortSignal;
}

/** What matters of an answer. */
export interface DeliveryAnswer {
  /** Null when the runtime hides it, as browsers do of redirects. */
  readonly status: number | null;
  readonly isRedirect: boolean;
  readonly retryAfter: string | null;
}

/** Sends a delivery. It follows no redirect. It rejects when there is no answer, with {@link AddressRefused} when nothing may be sent there. */
export type Deliver = (delivery: OutgoingDelivery) => Promise<DeliveryAnswer>;

/** A way of sending that a door has. */
export interface DeliverDoor {
  make(addresses: WebhookAddresses): Deliver;
  /** Whether it judges a name by every address that it stands for when it connects. A `fetch` does not show them. */
  readonly seesAddresses: boolean;
}

/** The address turned out to be one that nothing is sent to. */
export class AddressRefused extends Error {}

/** Sends deliveries by a `fetch`. */
export function deliverByFetch(fetch: typeof globalThis.fetch): Deliver {
  return async ({ url, headers, body, signal }) => {
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    // The connection is let go of; what a receiver says besides its status is nobody's business.
    await response.body?.cancel();
    return answerOf(response);
  };
}

export function answerOf(response: Response): DeliveryAnswer {
  const isHidden = response.type === "opaqueredirect" || response.status === 0;
  return {
    status: isHidden ? null : response.status,
    isRedirect: isHidden || (response.status >= 300 && response.status < 400),
    retryAfter: response.headers.get("retry-after"),
  };
}
