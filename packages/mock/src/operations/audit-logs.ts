import type { AuditActions, AuditLog, AuditRetention, AuditStats } from "@plinto/spec";
import { lostChain, verifyChain } from "../domain/audit-logs/chain.ts";
import { countUpTo, directRows, exportRows, exportText, insertExport, mostRows, renderExport } from "../domain/audit-logs/export.ts";
import { auditFacts } from "../domain/audit-logs/facts.ts";
import { purge } from "../domain/audit-logs/purge.ts";
import { renderAuditLog } from "../domain/audit-logs/render.ts";
import { isHeld, planRetentionSeconds, renderRetention, retentionSeconds, schedulePurge } from "../domain/audit-logs/retention.ts";
import { planSearch } from "../domain/audit-logs/search.ts";
import { auditStats, countActions } from "../domain/audit-logs/stats.ts";
import { environmentChain, type AuditExportRow, type AuditFilter, type AuditRow } from "../domain/audit-logs/table.ts";
import { changesBetween } from "../domain/events/changes.ts";
import { resumeDeletion } from "../domain/organizations/deletion.ts";
import { hasFeature } from "../domain/organizations/plan.ts";
import { eventTypes } from "../generated/registries.ts";
import type { AuditLogsOperationId } from "../generated/operation-shapes.ts";
import { systemTime } from "../kernel/system.ts";
import { formatTimestamp, parseTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import type { MockReaders } from "../schema.ts";
import { handler, type Authorization, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { auditScopeOf } from "./audit-scope.ts";
import { firstInstant } from "../validation/formats.ts";

const dayMs = 24 * 60 * 60 * 1000;
const longestStatsMs = 366 * dayMs;

/** The rules of the audit log. */
export const auditLogs: OperationHandlers<AuditLogsOperationId> = {
  listAuditLogs: listHandler<"listAuditLogs", AuditRow>({
    page(context, input) {
      const { tx, cursors } = context;
      const sort = input.sort ?? "-occurredAt";
      const scope = auditScopeOf(context);
      const search = planSearch(tx, scope, filterOf(input));
      return readPage({
        table: tx.auditLogs,
        ...search,
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listAuditLogs", tenant: scope.organizationId ?? null, actors: scope.actors ?? null }),
      });
    },
    items: (_context, rows) => rows.map(renderAuditLog),
  }),

  getAuditStats: handler<"getAuditStats", AuditStats>({
    decide(context, { occurredAt = {} }) {
      const { tx, request } = context;
      const last = occurredAt.lte ?? occurredAt.lt;
      const first = occurredAt.gte ?? occurredAt.gt;
      const to = last === undefined ? request.now : parseTimestamp(last) - (occurredAt.lte === undefined ? 1 : 0);
      const from = first === undefined ? Math.max(to - 30 * dayMs, firstInstant) : parseTimestamp(first) + (occurredAt.gte === undefined ? 1 : 0);
      if (from > to)
        return refuse("validation_failed", { errors: [{ pointer: "/query/occurredAt", code: "range", message: "occurredAt must not end before it begins" }] });
      if (to - from > longestStatsMs) return refuse("range_too_large", { detail: "Ask for at most 366 days." });
      return ok(auditStats(tx, auditScopeOf(context), { from, to }));
    },
    finish: (_context, stats) => stats,
  }),

  listAuditActions: handler<"listAuditActions", AuditActions>({
    decide(context) {
      const counts = countActions(context.tx, auditScopeOf(context));
      const data = Object.entries(eventTypes)
        .filter(([, { channels }]) => channels.includes("audit"))
        .map(([action, { title, target }]) => ({ action, title, targetType: target, count: counts.get(action) ?? 0 }))
        .sort((a, b) => (a.action < b.action ? -1 : 1));
      return ok({ data });
    },
    finish: (_context, actions) => actions,
  }),

  exportAuditLogs: handler<"exportAuditLogs", AuditExportRow>({
    decide(context, input) {
      const { tx, emit } = context;
      const organizationId = context.organization?.id ?? null;
      if (tx.auditExports.count("byStatus", [organizationId, "pending"]) > 0) return refuse("export_in_progress", { retryAfterSeconds: 1 });
      const wanted = { id: tx.id("aex"), organizationId, format: input.format, filter: filterOf(input) };
      const rowCount = countUpTo(exportRows(tx, wanted), mostRows);
      if (rowCount > mostRows) return refuse("export_too_large", { detail: `An export has at most ${mostRows.toLocaleString("en")} rows.`, maximum: mostRows });
      const row = insertExport(tx, { ...wanted, rowCount });
      emit("audit_log.exported", auditFacts(tx, chainOf(context), { exportId: row.id, format: row.format, rowCount }));
      return ok(row);
    },
    finish(context, row) {
      const { read, derive, request } = context;
      const view = { baseUrl: request.baseUrl, derive, now: request.now };
      return renderExport(row, row.rowCount <= directRows ? { ...view, content: exportText(read, row) } : view);
    },
    isAccepted: ({ status }) => status === "pending",
  }),

  getAuditExport: handler<"getAuditExport", AuditExportRow>({
    decide(context, { exportId }) {
      const row = context.tx.auditExports.get(exportId);
      if (!row || (context.organization !== undefined && row.organizationId !== context.organization.id)) return refuse("not_found");
      return parseTimestamp(row.expiresAt) <= context.request.now ? refuse("export_expired") : ok(row);
    },
    finish: ({ derive, request }, row) => renderExport(row, { baseUrl: request.baseUrl, derive, now: request.now }),
  }),

  cleanupAuditLogs: handler<"cleanupAuditLogs", { deleted: number }>({
    decide(context, { before }) {
      const { tx, emit } = context;
      const chainId = chainOf(context);
      if (isHeld(tx, chainId)) return refuse("legal_hold");
      const seconds = retentionSeconds(tx, chainId);
      const cutoff = tx.now - seconds * 1000;
      const end = before === undefined ? cutoff : parseTimestamp(before);
      if (end > cutoff) {
        const message = `before must be at least ${seconds / 86_400} days ago: younger rows are kept`;
        return refuse("validation_failed", { errors: [{ pointer: "/query/before", code: "retention", message }] });
      }
      return ok({ deleted: purge(tx, emit, { chainId, through: before === undefined ? cutoff : end - 1 }) });
    },
    finish: (_context, cleanup) => cleanup,
  }),

  getAuditRetention: handler<"getAuditRetention", AuditRetention>({
    decide: (context) => ok(renderRetention(context.tx, chainOf(context))),
    finish: (_context, retention) => retention,
  }),

  setAuditRetention: handler<"setAuditRetention", AuditRetention>({
    version: (context) => renderRetention(context.tx, chainOf(context)).version,
    decide(context, input) {
      const { tx, emit, organization } = context;
      const chainId = chainOf(context);
      const lacks = (feature: string): boolean => organization !== undefined && !hasFeature(organization, feature);
      const refusal = (feature: string): OperationRefusal =>
        refuse("feature_not_in_plan", { detail: `The plan ${organization!.plan} does not have the feature ${feature}.`, feature });
      const { retentionSeconds: seconds, legalHold } = input;
      if (typeof seconds === "number" && seconds > planRetentionSeconds(tx, chainId) && lacks("audit_retention")) return refusal("audit_retention");
      if (legalHold && lacks("legal_hold")) return refusal("legal_hold");
      const before = renderRetention(tx, chainId);
      const row = tx.auditRetentions.get(chainId);
      const values = {
        id: chainId,
        retentionSeconds: seconds === undefined ? (row?.retentionSeconds ?? null) : seconds,
        legalHold: legalHold === undefined ? (row?.legalHold ?? null) : legalHold && { reason: legalHold.reason },
        version: before.version + 1,
        updatedAt: formatTimestamp(tx.now),
      };
      if (row) tx.auditRetentions.update(chainId, values);
      else tx.auditRetentions.insert(values);
      if (tx.auditChains.get(chainId)) schedulePurge(tx, chainId);
      if (organization && before.legalHold && values.legalHold === null) resumeDeletion(tx, organization);
      const after = renderRetention(tx, chainId);
      emit("audit_log.retention_updated", auditFacts(tx, chainId, after, changesBetween(before, after, ["retentionSeconds", "legalHold"])));
      return ok(after);
    },
    finish: (_context, retention) => retention,
  }),

  verifyAuditChain: handler<"verifyAuditChain", string>({
    decide: (context) => ok(chainOf(context)),
    async finish({ read }, chainId) {
      const isEmpty = read.auditLogs.scan("byChain", [chainId], { limit: 1 }).first() === undefined;
      // Rows without the record of where their log stands: it was taken away.
      const chain = read.auditChains.get(chainId) ?? (isEmpty ? undefined : lostChain(chainId));
      if (!chain) return { ok: true, checked: 0, redacted: 0, brokenAt: null, reason: null, firstSequence: null, lastSequence: 0, hash: null };
      const report = await verifyChain(read, chain, () => systemTime.turn());
      return {
        ok: report.reason === null,
        ...report,
        firstSequence: chain.last > chain.purgedThrough ? chain.purgedThrough + 1 : null,
        lastSequence: chain.last,
        hash: chain.last === 0 ? null : chain.hash,
      };
    },
  }),

  getAuditLog: handler<"getAuditLog", AuditRow>({
    decide: (context, { logId }) => visibleRow(context, logId),
    finish: (_context, row): AuditLog => renderAuditLog(row),
  }),
};

/** The log that a call is about: its organization's, or the environment's own. */
function chainOf({ organization }: Authorization): string {
  return organization?.id ?? environmentChain;
}

function visibleRow(context: DecideContext, logId: string): Ok<AuditRow> | OperationRefusal {
  const { organizationId, actors } = auditScopeOf(context);
  const row = (context.tx as MockReaders).auditLogs.get(logId);
  const isVisible = row && (organizationId === undefined || row.organizationId === organizationId) && (actors === undefined || actors.includes(row.actorKey));
  return isVisible ? ok(row) : refuse("not_found");
}

/** The filter alone, without what is undefined: it is kept with an export. */
function filterOf(input: Input<"listAuditLogs"> | Input<"exportAuditLogs">): AuditFilter {
  const { action, actorId, targetId, outcome, q, occurredAt } = input;
  return {
    ...(action === undefined ? {} : { action }),
    ...(actorId === undefined ? {} : { actorId }),
    ...(targetId === undefined ? {} : { targetId }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(q === undefined ? {} : { q }),
    ...(occurredAt === undefined ? {} : { occurredAt: { ...occurredAt } }),
  };
}
