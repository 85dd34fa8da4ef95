import type { KeyPart } from "../../kernel/index-key.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import { lastInstant } from "../../validation/formats.ts";
import type { AuditFilter, auditLogs, AuditRow } from "./table.ts";

/** Whose rows are searched. */
export interface AuditScope {
  /** The organization; all of the environment when absent. */
  readonly organizationId: string | undefined;
  /** Only what one of these did, for callers who may see no more. */
  readonly actors?: readonly string[];
}

/** The names of the indexes of the audit table. */
type Index = keyof typeof auditLogs.indexes;

/** How to find rows: the shortest way, and what still has to be looked at on it. */
export interface AuditSearch {
  readonly index: Index;
  readonly prefix: readonly KeyPart[];
  readonly from?: readonly KeyPart[];
  readonly to?: readonly KeyPart[];
  where(row: AuditRow): boolean;
}

/**
 * Plans a search: of the indexes that fit the filter, the one with the fewest rows. All of them continue with time and
 * id, so pages of one search may take different ways and still fit together.
 */
export function planSearch(read: MockReaders, scope: AuditScope, filter: AuditFilter): AuditSearch {
  const { organizationId, actors } = scope;
  const bounds = boundsOf(filter.occurredAt);
  const ways: { readonly index: Index; readonly prefix: readonly KeyPart[] }[] = [];
  const way = (index: Index, ...prefix: KeyPart[]): void => void ways.push({ index, prefix });
  const actorId = filter.actorId ?? (actors?.length === 1 ? actors[0] : undefined);
  if (organizationId === undefined) {
    way("byTime");
    if (filter.action !== undefined) way("byAction", filter.action);
    if (actorId !== undefined) way("byActor", actorId);
    if (filter.outcome === "denied") way("denied");
  } else {
    way("byOrganization", organizationId);
    if (filter.action !== undefined) way("byOrganizationAction", organizationId, filter.action);
    if (actorId !== undefined) way("byOrganizationActor", organizationId, actorId);
    if (filter.outcome === "denied") way("deniedByOrganization", organizationId);
  }
  if (filter.targetId !== undefined) way("byTarget", filter.targetId);
  const counted =
    ways.length === 1 ? ways : ways.map((one) => ({ ...one, rows: read.auditLogs.count(one.index, one.prefix, bounds) })).sort((a, b) => a.rows - b.rows);
  const { index, prefix } = counted[0]!;
  const text = filter.q?.toLowerCase();
  return {
    index,
    prefix,
    ...bounds,
    where: (row) =>
      (organizationId === undefined || row.organizationId === organizationId) &&
      (actors === undefined || actors.includes(row.actorKey)) &&
      (filter.action === undefined || row.type === filter.action) &&
      (filter.actorId === undefined || row.actorKey === filter.actorId) &&
      (filter.targetId === undefined || row.targetId === filter.targetId) &&
      (filter.outcome === undefined || row.outcome === filter.outcome) &&
      (text === undefined || contains(row, text)),
  };
}

/** The rows of a search in the order of time. */
export function* searchRows(read: MockReaders, scope: AuditScope, filter: AuditFilter): Generator<AuditRow, void, undefined> {
  const { index, prefix, from, to, where } = planSearch(read, scope, filter);
  for (const row of read.auditLogs.scan(index, prefix, { ...(from ? { from } : {}), ...(to ? { to } : {}) })) if (where(row)) yield row;
}

/** The ends of a span as ends of an index scan. Rows have whole milliseconds, so what lies beyond one begins with the next. */
export function boundsOf(range: AuditFilter["occurredAt"]): { readonly from?: readonly KeyPart[]; readonly to?: readonly KeyPart[] } {
  if (!range) return {};
  const from = [range.gte === undefined ? undefined : parseTimestamp(range.gte), range.gt === undefined ? undefined : parseTimestamp(range.gt) + 1];
  const to = [range.lte === undefined ? undefined : parseTimestamp(range.lte), range.lt === undefined ? undefined : parseTimestamp(range.lt) - 1];
  const given = (ends: readonly (number | undefined)[]): number[] => ends.filter((end) => end !== undefined);
  return {
    ...(given(from).length > 0 ? { from: [beginning(Math.max(...given(from)))] } : {}),
    ...(given(to).length > 0 ? { to: [formatTimestamp(Math.min(...given(to)))] } : {}),
  };
}

/** A moment as an index sorts it; the one after the last that can be written sorts after all that can. */
function beginning(at: number): string {
  return at > lastInstant ? "~" : formatTimestamp(at);
}

/** Of all these only the target can have capitals: of a refusal it is the operation. */
function contains({ type, actorKey, targetId, event }: AuditRow, text: string): boolean {
  return (
    type.includes(text) ||
    actorKey.includes(text) ||
    event.target.type.includes(text) ||
    (event.requestId?.includes(text) ?? false) ||
    targetId.toLowerCase().includes(text)
  );
}
