import { exportText, isSigned } from "../domain/audit-logs/export.ts";
import type { Derive } from "../kernel/secret.ts";
import { parseTimestamp } from "../kernel/timestamp.ts";
import type { MockReaders } from "../schema.ts";
import type { Exchange, Reply } from "./exchange.ts";
import { fail } from "./problem.ts";

/**
 * Serves the file of an export below `/files`, where its signed link leads. No operation of the API: a real one is a
 * file in a storage that knows nothing of callers, so the link is all that is needed.
 *
 * @returns nothing when the address is no file's
 */
export function exportFile({ path, search }: Exchange, read: MockReaders, derive: Derive, now: number): Reply | undefined {
  const match = /^\/files\/((aex_[0-9a-z]{26})\.(json|csv))$/.exec(path);
  if (!match) return undefined;
  const [, name, id, format] = match as unknown as [string, string, string, "json" | "csv"];
  const query = new URLSearchParams(search);
  const expires = query.get("expires") ?? "";
  // A link that was not signed here says nothing about what is behind it.
  const row = read.auditExports.get(id);
  if (!row || !isSigned(derive, row, path, expires, query.get("signature") ?? "")) fail("not_found", { detail: "This is no link to a file." });
  if (parseTimestamp(row.expiresAt) <= now) fail("export_expired");
  if (row.status !== "completed" || row.format !== format) fail("not_found", { detail: "There is no such file." });
  return {
    status: 200,
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
    body: exportText(read, row),
  };
}
