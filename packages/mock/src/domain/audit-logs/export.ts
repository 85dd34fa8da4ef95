import type { AuditExport } from "@plinto/spec";
import { toBase64Url } from "../../kernel/base64url.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockReaders, MockSchema, MockTransaction } from "../../schema.ts";
import { auditCsv } from "./csv.ts";
import { renderAuditLog } from "./render.ts";
import { searchRows } from "./search.ts";
import type { AuditExportRow, AuditRow } from "./table.ts";

/** So many rows are in the answer itself. */
export const directRows = 10_000;

/** The most rows of an export. */
export const mostRows = 100_000;

export const exportTimer = "audit.export";

const dayMs = 24 * 60 * 60 * 1000;

/** How long an export is remembered after its end, to say that it has expired. */
const rememberedMs = 7 * dayMs;

/** Writes down an export. A large one takes a second of the world's clock for every ten thousand rows. */
export function insertExport(tx: MockTransaction, values: Pick<AuditExportRow, "id" | "organizationId" | "format" | "filter" | "rowCount">): AuditExportRow {
  for (const old of tx.auditExports.scan("byExpiry", [], { before: [formatTimestamp(tx.now - rememberedMs)], limit: 20 }).toArray())
    tx.auditExports.delete(old.id);
  const isDirect = values.rowCount <= directRows;
  const doneAt = isDirect ? tx.now : tx.now + Math.ceil(values.rowCount / directRows) * 1000;
  const row = tx.auditExports.insert({
    ...values,
    status: isDirect ? "completed" : "pending",
    createdAt: formatTimestamp(tx.now),
    completedAt: isDirect ? formatTimestamp(tx.now) : null,
    expiresAt: formatTimestamp(doneAt + dayMs),
  });
  if (!isDirect) tx.after(doneAt, { id: `audit-export:${row.id}`, kind: exportTimer, data: { exportId: row.id } });
  return row;
}

/** What happens when a large export is done. */
export const completeExport: TimerRunner<MockSchema, { readonly exportId: string }, undefined> = {
  decide(tx, timer) {
    const row = tx.auditExports.get(timer.data.exportId);
    if (row?.status === "pending") tx.auditExports.update(row.id, { status: "completed", completedAt: formatTimestamp(tx.now) });
    return ok();
  },
};

/** The rows of an export: those that were there when it was asked for, and that nobody has deleted since. */
export function* exportRows(read: MockReaders, { id, organizationId, filter }: Pick<AuditExportRow, "id" | "organizationId" | "filter">): Generator<AuditRow> {
  // Ids of a world grow, whatever they are of.
  const bound = id.slice(id.indexOf("_"));
  for (const row of searchRows(read, { organizationId: organizationId ?? undefined }, filter)) if (row.id.slice(row.id.indexOf("_")) < bound) yield row;
}

/** How many there are, as far as one more than the most. */
export function countUpTo(rows: Iterable<AuditRow>, most: number): number {
  const iterator = rows[Symbol.iterator]();
  let count = 0;
  while (count <= most && iterator.next().done !== true) count += 1;
  return count;
}

/** The file of an export. */
export function exportText(read: MockReaders, row: AuditExportRow): string {
  const logs = Array.from(exportRows(read, row), renderAuditLog);
  return row.format === "csv" ? auditCsv(logs) : JSON.stringify(logs);
}

/** What an export is shown as. */
export interface ExportView {
  readonly baseUrl: string;
  readonly derive: Derive;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The file, in the answer that makes a small export. */
  readonly content?: string;
}

export function renderExport(row: AuditExportRow, { baseUrl, derive, now, content }: ExportView): AuditExport {
  const path = `/files/${row.id}.${row.format}`;
  const expiresAt = parseTimestamp(row.expiresAt);
  return {
    id: row.id,
    organizationId: row.organizationId,
    status: row.status,
    format: row.format,
    rowCount: row.rowCount,
    content: content ?? null,
    downloadUrl: row.status === "completed" ? `${baseUrl}${path}?expires=${expiresAt}&signature=${signatureOf(derive, row, path)}` : null,
    completedAt: row.completedAt,
    expiresAt: row.expiresAt,
    expiresInSeconds: Math.max(0, Math.floor((expiresAt - now) / 1000)),
    createdAt: row.createdAt,
  };
}

/** Whether the link to a file is one that this world has signed, for this very export. */
export function isSigned(derive: Derive, row: AuditExportRow, path: string, expires: string, signature: string): boolean {
  return expires === String(parseTimestamp(row.expiresAt)) && equalInConstantTime(signature, signatureOf(derive, row, path));
}

// Ids come again in a world that begins anew: whose export it is, what is in it and when it was made is part of it.
function signatureOf(derive: Derive, row: AuditExportRow, path: string): string {
  return toBase64Url(derive("file", path, row.organizationId ?? "", row.createdAt, row.expiresAt, JSON.stringify(row.filter)));
}
