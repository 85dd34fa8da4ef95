import type { AuditLog } from "@plinto/spec";

const columns: readonly (readonly [name: string, cell: (log: AuditLog) => string | number | null | undefined])[] = [
  ["id", (log) => log.id],
  ["sequence", (log) => log.sequence],
  ["occurredAt", (log) => log.occurredAt],
  ["action", (log) => log.action],
  ["outcome", (log) => log.outcome],
  ["organizationId", (log) => log.organizationId],
  ["actorType", (log) => log.actor.type],
  ["actorId", (log) => log.actor.id],
  ["impersonatorId", (log) => log.actor.impersonatorId],
  ["targetType", (log) => log.target.type],
  ["targetId", (log) => log.target.id],
  ["requestId", (log) => log.requestId],
  ["ipAddress", (log) => log.ipAddress],
  ["userAgent", (log) => log.userAgent],
  ["changes", (log) => (log.changes === null ? null : JSON.stringify(log.changes))],
  ["data", (log) => JSON.stringify(log.data)],
  ["hash", (log) => log.hash],
];

/** Writes rows as CSV (RFC 4180): a header, CRLF at the end of each line, quotes where they are needed. */
export function auditCsv(logs: Iterable<AuditLog>): string {
  let text = `${columns.map(([name]) => name).join(",")}\r\n`;
  for (const log of logs) text += `${columns.map(([, cell]) => csvCell(cell(log))).join(",")}\r\n`;
  return text;
}

/**
 * One cell. What a spreadsheet would take for a formula begins with an apostrophe, so that it is text: a name such as
 * `=HYPERLINK(…)` must not act on whoever opens the file.
 */
export function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && /^[\s]*[=+\-@\t\r\n＝＋－＠]/u.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
