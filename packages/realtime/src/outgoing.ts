/** What a program sends to others, looked at before it is on its way: the server ends a connection for a frame that is none. */

import { refusal } from "./errors.ts";
import type { Outgoing } from "./link.ts";
import { isId } from "./topics.ts";

/** Most bytes of `data` as JSON (spec/realtime.md, "Sending"). */
const MOST = 8_192;

/** The frame of a message, with a copy of its data as it was. @throws PlintoError `validation_failed` */
export function outgoing(topic: string, kind: string, message: unknown): Outgoing {
  const { to, data } = Object(message) as { readonly to?: unknown; readonly data?: unknown };
  if (kind === "notification" && !(typeof to === "string" && isId(to))) throw invalid("to must be the id of a person");
  if (kind !== "notification" && kind !== "message") throw invalid('send "message" or "notification"');
  const text = textOf(data);
  // What writes itself out as something else is judged by that.
  if (text?.[0] !== "{") throw invalid("data must be an object that JSON can hold");
  if (new TextEncoder().encode(text).length > MOST) throw invalid(`data is more than ${MOST} bytes as JSON: send less, or an id to fetch it by`);
  return { kind, topic, ...(kind === "notification" && { to }), data: JSON.parse(text) } as Outgoing;
}

const invalid = (message: string): Error => refusal({ code: "validation_failed", message });

function textOf(data: unknown): string | undefined {
  try {
    return JSON.stringify(data);
  } catch {
    return undefined;
  }
}
