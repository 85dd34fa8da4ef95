/** Events as a receiver gets them. */

import type { EventActor, EventTarget } from "@plinto/spec";
import { WebhookError } from "./errors.ts";
import type { WebhookEvents } from "./generated/events.ts";

const strictUtf8: TextDecoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true });

/** A type that none of the known ones is equal to, so that comparing with one of those narrows. */
declare enum NewerEventType {
  Any = "*",
}

/**
 * An event of a type that is newer than this version of the package. It has the envelope of every event, and `data`
 * of a shape that is not known yet.
 */
export interface UnknownEvent {
  /** Identifies the event, the same in every delivery. */
  id: string;
  /** A text that is none of the known types. */
  type: NewerEventType;
  version: number;
  organizationId: string | null;
  sequence: number;
  occurredAt: string;
  actor: EventActor;
  target: EventTarget;
  requestId: string | null;
  data: unknown;
  changes?: Record<string, unknown>;
}

/** The type of an event that webhooks deliver. */
export type WebhookEventType = keyof WebhookEvents;

/** An event of a type that this version knows. */
export type KnownWebhookEvent = WebhookEvents[WebhookEventType];

/**
 * Any event. Compare `type` to narrow; what remains is {@link UnknownEvent}.
 *
 * @example
 * if (event.type === "member.added") console.log(event.data.role);
 */
export type WebhookEvent = KnownWebhookEvent | UnknownEvent;

/**
 * The event that a verified body holds, a plain object as it was sent.
 *
 * @throws WebhookError `payload_not_utf8`, `payload_not_json`, `payload_not_event`
 */
export function parseEvent(body: string | Uint8Array): WebhookEvent {
  const text = typeof body === "string" ? body.replace(/^\uFEFF/, "") : decode(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without the cause, whose message quotes the body.
    throw new WebhookError("payload_not_json", "The signature holds, but the body is not JSON.", { verified: true });
  }
  if (!isEvent(value)) throw new WebhookError("payload_not_event", "The signature holds, but the body has no id and type of an event.", { verified: true });
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new WebhookError("payload_not_utf8", "The signature holds, but the body is not UTF-8.", { verified: true });
  }
}

function isEvent(value: unknown): value is WebhookEvent {
  const { id, type } = Object(value) as Partial<UnknownEvent>;
  return typeof id === "string" && id !== "" && typeof type === "string";
}
