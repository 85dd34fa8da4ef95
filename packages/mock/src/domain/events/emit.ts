import type { KnownEventType } from "@plinto/spec";
import { eventTypes } from "../../generated/registries.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";

/** Who caused an event. */
export interface EventActor {
  readonly type: "user" | "environment_key" | "organization_key" | "anonymous" | "system";
  readonly id: string | null;
  readonly impersonatorId?: string;
}

/** What an operation says of an event; the rest of the envelope follows from the call. */
export interface EventFacts {
  readonly organizationId: string | null;
  readonly target: { readonly type: string; readonly id: string; readonly version?: number };
  /** The read shape of the target, without secrets. */
  readonly data: object;
  /** Property → value before and after. */
  readonly changes?: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
  /** Whose events these are where no organization is; the target when absent. */
  readonly userId?: string;
}

/** An event as it is delivered, in whatever channel. */
export interface EventEnvelope extends JsonObject {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly organizationId: string | null;
  readonly sequence: number;
  readonly occurredAt: string;
  readonly target: JsonObject;
  readonly requestId: string | null;
  readonly data: JsonObject;
}

/** Puts an event into the commit, counts it for its organization or user, and writes its audit row. */
export function emitEvent(tx: MockTransaction, type: string, facts: EventFacts, actor: EventActor, requestId: string | null): EventEnvelope {
  const entry = eventTypes[type as KnownEventType];
  if (!entry) throw new Error(`The description has no event ${type}`);
  const stream = facts.organizationId ?? facts.userId ?? facts.target.id;
  const last = tx.sequences.get(stream)?.last ?? 0;
  if (last === 0) tx.sequences.insert({ id: stream, last: 1 });
  else tx.sequences.update(stream, { last: last + 1 });
  const occurredAt = formatTimestamp(tx.now);
  const event = {
    id: tx.id("evt"),
    type,
    version: entry.version,
    organizationId: facts.organizationId,
    sequence: last + 1,
    occurredAt,
    actor: { ...actor },
    target: { ...facts.target },
    requestId,
    data: facts.data,
    ...(facts.changes && Object.keys(facts.changes).length > 0 ? { changes: facts.changes } : {}),
  } as unknown as EventEnvelope;
  tx.emit(event);
  if (entry.channels.includes("audit")) {
    tx.auditLogs.insert({
      id: `aud_${event.id.slice(4)}`,
      type,
      organizationId: facts.organizationId,
      actorId: actor.id,
      occurredAt,
      outcome: type === "access.denied" || type === "auth.sign_in_failed" ? "denied" : "success",
      event,
    });
  }
  return event;
}

/** Emits an event of the call that is being decided. */
export type Emit = (type: string, facts: EventFacts) => void;
