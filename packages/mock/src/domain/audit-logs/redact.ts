import type { KnownEventType } from "@plinto/spec";
import { eventTypes } from "../../generated/registries.ts";
import type { Commit } from "../../kernel/commit.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EventEnvelope } from "../events/envelope.ts";
import type { EventRow } from "../events/table.ts";
import type { AuditRow } from "./table.ts";

/** Whose personal data is to go. */
export interface ErasedPerson {
  readonly userId: string;
  /** The addresses that the person had, in any spelling. */
  readonly emails: readonly string[];
}

/**
 * Erases a person from the audit rows: what the description marks as personal in rows about the person, and address and
 * user agent of what the person did; from the events that can still be read too. Who did what, when and to what stays, by ids alone, and so does the chain.
 *
 * @returns how many rows have changed
 */
export function redactPerson(tx: MockTransaction, person: ErasedPerson): number {
  const at = formatTimestamp(tx.now);
  let redacted = 0;
  for (const row of tx.auditLogs.all()) {
    const without = redactRow(row, person, at);
    if (without === row) continue;
    tx.auditLogs.update(row.id, () => without);
    redacted += 1;
  }
  for (const row of tx.events.all()) {
    const without = redactEvent(row, person);
    if (without !== row) tx.events.update(row.id, () => without);
  }
  return redacted;
}

function redactEvent(row: EventRow, person: ErasedPerson): EventRow {
  const event = isAbout(row.event, person) ? withoutPersonal(row.event) : row.event;
  return event === row.event ? row : { ...row, event };
}

/**
 * A commit of the past without the person's data in its audit rows and its events, for `world.rewriteHistory`: what has
 * been erased must not come back by time travel.
 */
export function redactCommit(commit: Commit, person: ErasedPerson, at: string): Commit {
  const redactors: Readonly<Record<string, (row: object) => object>> = {
    auditLogs: (row) => redactRow(row as AuditRow, person, at),
    events: (row) => redactEvent(row as EventRow, person),
  };
  return {
    ...commit,
    changes: commit.changes.map((change) => {
      const redacted = redactors[change.table];
      return redacted ? { ...change, before: change.before && redacted(change.before), after: change.after && redacted(change.after) } : change;
    }),
    events: commit.events.map((event) => (isAbout(event as EventEnvelope, person) ? withoutPersonal(event as EventEnvelope) : event)),
  };
}

/** The row without the person's data; the same row when there is none in it. */
export function redactRow(row: AuditRow, person: ErasedPerson, at: string): AuditRow {
  const acted = row.event.actor.id === person.userId || row.event.actor["impersonatorId"] === person.userId;
  const hasOrigin = acted && (row.ipAddress !== null || row.userAgent !== null);
  const event = isAbout(row.event, person) ? withoutPersonal(row.event) : row.event;
  if (!hasOrigin && event === row.event) return row;
  return {
    ...row,
    event,
    ...(hasOrigin ? { ipAddress: null, userAgent: null, origin: { ...row.origin, salt: null } } : {}),
    ...(event === row.event ? {} : { content: { ...row.content, salt: null } }),
    redactedAt: row.redactedAt ?? at,
  };
}

function isAbout({ target, data, changes }: EventEnvelope, { userId, emails }: ErasedPerson): boolean {
  if (target.id === userId) return true;
  const text = JSON.stringify([data, changes ?? null]).toLowerCase();
  return text.includes(JSON.stringify(userId)) || emails.some((email) => text.includes(JSON.stringify(email.toLowerCase())));
}

/** The event with null for what the description marks as personal; itself when nothing is. */
function withoutPersonal(event: EventEnvelope): EventEnvelope {
  const paths = eventTypes[event.type as KnownEventType]?.personal ?? [];
  const data = paths.reduce<unknown>((value, path) => cleared(value, path.split("/").slice(1)), event.data);
  const changed = Object.entries(event.changes ?? {});
  const names = new Set(paths.map((path) => path.split("/")[1]));
  const changes = changed.map(([name, change]) => [name, names.has(name) ? emptied(change) : change] as const);
  const isSame = data === event.data && changes.every(([name, change]) => change === event.changes?.[name]);
  return isSame ? event : ({ ...event, data, ...(event.changes ? { changes: Object.fromEntries(changes) } : {}) } as EventEnvelope);
}

/** A change of which only the property is left. */
function emptied(change: unknown): unknown {
  const { before, after } = change as { readonly before: unknown; readonly after: unknown };
  return before === null && after === null ? change : { before: null, after: null };
}

/** A copy of a value in which what stands at a path is null; the value itself when nothing stands there. */
function cleared(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return null;
  if (typeof value !== "object" || value === null) return value;
  const [name, ...rest] = path as [string, ...string[]];
  if (Array.isArray(value)) {
    if (name !== "*") return value;
    const items = value.map((item) => cleared(item, rest));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!Object.hasOwn(value, name)) return value;
  const before = (value as Record<string, unknown>)[name];
  const after = cleared(before, rest);
  return after === before ? value : { ...value, [name]: after };
}
