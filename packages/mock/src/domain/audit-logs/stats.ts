import type { AuditStats } from "@plinto/spec";
import type { KeyPart } from "../../kernel/index-key.ts";
import { eventTypes } from "../../generated/registries.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import { deniedActions } from "./append.ts";
import type { AuditScope } from "./search.ts";

const dayMs = 24 * 60 * 60 * 1000;
const mostActors = 100;

/** A span of time with both ends in it, in milliseconds since 1970. */
export interface StatsSpan {
  readonly from: number;
  readonly to: number;
}

/** How many rows each action has. Counted in the index: no row is read. */
export function countActions(read: MockReaders, { organizationId }: AuditScope, span?: StatsSpan): Map<string, number> {
  const bounds = span ? { from: [formatTimestamp(span.from)], to: [formatTimestamp(span.to)] } : {};
  return new Map(
    Object.keys(eventTypes).map((action) => [
      action,
      organizationId === undefined
        ? read.auditLogs.count("byAction", [action], bounds)
        : read.auditLogs.count("byOrganizationAction", [organizationId, action], bounds),
    ]),
  );
}

/** The statistics of a span of time. */
export function auditStats(read: MockReaders, scope: AuditScope, span: StatsSpan): AuditStats {
  const counts = countActions(read, scope, span);
  const denied = deniedActions.reduce((sum, action) => sum + (counts.get(action) ?? 0), 0);
  return {
    startsAt: formatTimestamp(span.from),
    endsAt: formatTimestamp(span.to),
    total: [...counts.values()].reduce((sum, count) => sum + count, 0),
    denied,
    byAction: [...counts]
      .filter(([, count]) => count > 0)
      .map(([action, count]) => ({ action, count }))
      .sort((a, b) => b.count - a.count || (a.action < b.action ? -1 : 1)),
    byActor: countActors(read, scope, span),
    byDay: countDays(read, scope, span, denied > 0),
  };
}

/** Goes from one actor to the next in the index, so what it costs depends on how many they are and not on what they did. */
function countActors(read: MockReaders, { organizationId }: AuditScope, span: StatsSpan): AuditStats["byActor"] {
  const index = organizationId === undefined ? "byActor" : "byOrganizationActor";
  const prefix: KeyPart[] = organizationId === undefined ? [] : [organizationId];
  const bounds = { from: [formatTimestamp(span.from)], to: [formatTimestamp(span.to)] };
  const found: AuditStats["byActor"] = [];
  for (let row = read.auditLogs.scan(index, prefix).first(); row; row = read.auditLogs.scan(index, prefix, { after: [row.actorKey] }).first()) {
    const count = read.auditLogs.count(index, [...prefix, row.actorKey], bounds);
    const { type, id } = row.event.actor;
    if (count > 0) found.push({ actor: { type, id }, count });
  }
  return found.sort((a, b) => b.count - a.count).slice(0, mostActors);
}

function countDays(read: MockReaders, { organizationId }: AuditScope, span: StatsSpan, hasDenied: boolean): AuditStats["byDay"] {
  const days: AuditStats["byDay"] = [];
  const [all, refused]: ["byTime" | "byOrganization", "denied" | "deniedByOrganization"] =
    organizationId === undefined ? ["byTime", "denied"] : ["byOrganization", "deniedByOrganization"];
  const prefix: KeyPart[] = organizationId === undefined ? [] : [organizationId];
  for (let day = Math.floor(span.from / dayMs) * dayMs; day <= span.to; day += dayMs) {
    const bounds = { from: [formatTimestamp(Math.max(day, span.from))], to: [formatTimestamp(Math.min(day + dayMs - 1, span.to))] };
    days.push({
      startsAt: formatTimestamp(day),
      count: read.auditLogs.count(all, prefix, bounds),
      denied: hasDenied ? read.auditLogs.count(refused, prefix, bounds) : 0,
    });
  }
  return days;
}
