import type { KnownEventType } from "@plinto/spec";
import { eventTypes } from "../../generated/registries.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import { appendAuditRow, type CallOrigin } from "../audit-logs/append.ts";
import { fanOut } from "../webhooks/fan-out.ts";
import type { EventActor, EventEnvelope } from "./envelope.ts";
import { keepEvent } from "./keep.ts";

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

/**
 * Puts an event into the commit, counts it for its organization or user, writes its audit row, and sends it on its way to
 * the endpoints that want it.
 *
 * @param origin where the call came from, for the audit row only
 */
export function emitEvent(
  tx: MockTransaction,
  type: string,
  facts: EventFacts,
  actor: EventActor,
  requestId: string | null,
  origin?: CallOrigin,
): EventEnvelope {
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
  if (entry.channels.includes("audit")) appendAuditRow(tx, event, origin);
  if (entry.channels.includes("webhook")) {
    keepEvent(tx, event);
    fanOut(tx, event);
  }
  return event;
}

export type { EventActor, EventEnvelope };

/** Emits an event of the call that is being decided. */
export type Emit = (type: string, facts: EventFacts) => void;
