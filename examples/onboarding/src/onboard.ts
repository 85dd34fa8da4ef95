import { isPlintoError } from "@plinto/core";
import { bulk, type BulkReport, type BulkRow, type PlintoAdmin } from "@plinto/node";
import { toCsv } from "./csv.ts";
import { type EnsuredTenant, ensureTenant } from "./ensure-tenant.ts";
import { NotDone } from "./not-done.ts";
import type { Tenant } from "./tenant.ts";

/** Options of {@link onboard}. */
export interface OnboardOptions {
  /** Tenants that are worked on at a time. */
  readonly concurrency: number;
  /** Ends it: nothing further begins, and running it again goes on. */
  readonly signal?: AbortSignal;
  /** Told a line for each tenant that is done. */
  readonly progress: (line: string) => void;
}

export type OnboardReport = BulkReport<Tenant, EnsuredTenant>;

/** Sets up tenants, some at a time. One that fails stops no other. */
export async function onboard(admin: PlintoAdmin, tenants: readonly Tenant[], { concurrency, signal, progress }: OnboardOptions): Promise<OnboardReport> {
  const width = String(tenants.length).length;
  return bulk(tenants, (tenant, { options }) => ensureTenant(admin, tenant, options), {
    concurrency,
    ...(signal && { signal }),
    onRow: (row, done) => progress(`${String(done).padStart(width)}/${tenants.length}  ${row.row.customer}  ${outcomeOf(row)}`),
  });
}

/** The outcome of each row, for a file. */
export function resultsCsv({ rows }: OnboardReport): string {
  return toCsv(
    [
      ["line", "customer", "outcome", "organization_id", "invited", "message"],
      ...rows.map((row) => [
        String(row.row.line),
        row.row.customer,
        row.ok ? outcomeOf(row) : codeOf(row.error),
        row.ok ? row.data.organizationId : "",
        row.ok ? String(row.data.invited) : "",
        row.ok ? "" : messageOf(row.error),
      ]),
    ].map((fields) => fields.map(asText)),
  );
}

/** A spreadsheet would compute what begins like a formula, whoever wrote it into the file of tenants. */
function asText(field: string): string {
  return /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
}

function outcomeOf(row: BulkRow<Tenant, EnsuredTenant>): string {
  if (!row.ok) return `failed: ${codeOf(row.error)}`;
  if (row.data.isNew) return "made";
  return row.data.invited > 0 ? "completed" : "was there";
}

function codeOf(error: unknown): string {
  return isPlintoError(error) || error instanceof NotDone ? error.code : "unexpected";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
