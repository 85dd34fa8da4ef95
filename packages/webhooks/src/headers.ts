/** The three headers of a delivery (Standard Webhooks 1.0.0), read without trust. */

import { WebhookError } from "./errors.ts";

/** Headers as frameworks have them: `Headers`, a plain object in any case, or Node's `IncomingHttpHeaders`. */
export type WebhookHeaders = { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the headers of one delivery say. */
export interface SignedHeaders {
  readonly id: string;
  /** Seconds since the epoch, in the digits that were signed. */
  readonly timestamp: string;
  /** The signatures, separated by spaces. */
  readonly signature: string;
}

/** Visible ASCII without comma, which joins headers, and dot, which joins what is signed. */
const idPattern = /^[!-+/-~-]{1,256}$/;
const decimal = /^(0|[1-9]\d{0,11})$/;

/**
 * Reads and checks the three headers.
 *
 * @throws WebhookError `header_missing`, `header_duplicated`, `header_too_long`, `id_malformed`, `timestamp_malformed`
 */
export function readHeaders(headers: WebhookHeaders): SignedHeaders {
  const get = typeof (headers as Headers | null)?.get === "function" ? (headers as Headers).get.bind(headers) : lookUp(headers);
  const read = (name: string, maxLength: number): string => {
    const value = get(name);
    if (!value) throw new WebhookError("header_missing", `${name} is missing: is this a webhook?`, { header: name });
    if (value.length > maxLength) throw new WebhookError("header_too_long", `${name} is longer than ${maxLength}.`, { header: name });
    // Servers join what came twice.
    if (value.includes(", ")) throw duplicated(name);
    return value;
  };
  const id = read("webhook-id", 256);
  const timestamp = read("webhook-timestamp", 64);
  const signature = read("webhook-signature", 4096);
  // With a dot, one signature would hold for two readings of `id.timestamp.body`.
  if (!isDeliveryId(id)) throw new WebhookError("id_malformed", "webhook-id has a character that no id has.", { header: "webhook-id" });
  if (!decimal.test(timestamp)) {
    throw new WebhookError("timestamp_malformed", "webhook-timestamp is no plain number of seconds.", { header: "webhook-timestamp" });
  }
  return { id, timestamp, signature };
}

/** Whether a text can be the id of a delivery. */
export function isDeliveryId(id: string): boolean {
  return idPattern.test(id);
}

function lookUp(headers: Readonly<Record<string, unknown>>): (name: string) => string | undefined {
  return (name) => {
    let found: unknown;
    // What is absent altogether is an object without keys here.
    for (const key of Object.keys(Object(headers))) {
      if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue;
      const value: unknown = headers[key] ?? undefined;
      if (value === undefined) continue;
      if (found !== undefined || (Array.isArray(value) && value.length > 1)) throw duplicated(name);
      found = Array.isArray(value) ? value[0] : value;
    }
    return typeof found === "string" ? found : undefined;
  };
}

function duplicated(name: string): WebhookError {
  return new WebhookError("header_duplicated", `${name} came more than once.`, { header: name });
}
