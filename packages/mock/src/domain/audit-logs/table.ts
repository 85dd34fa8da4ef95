import { defineTable, type Table } from "../../kernel/table.ts";
import type { EventEnvelope } from "../events/envelope.ts";
import { lackOf } from "./shape.ts";

/** The events that keep decisions of policies. */
export const evaluationEvents: readonly string[] = ["policy.evaluated", "policy.evaluation_denied"];

/** A row of the audit log: an event as it was, where it came from, and its place in the chain. */
export interface AuditRow {
  readonly id: string;
  /** The log that it belongs to: an organization's, or that of the environment. */
  readonly chain: string;
  /** Its place in that log, from 1 and without gaps. */
  readonly sequence: number;
  readonly type: string;
  readonly organizationId: string | null;
  /** The actor's id, or its type where it has none. */
  readonly actorKey: string;
  readonly targetId: string;
  readonly occurredAt: string;
  readonly outcome: "success" | "denied";
  readonly event: EventEnvelope;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** Stands for what the event says; see chain.ts. */
  readonly content: Commitment;
  /** Stands for address and user agent. */
  readonly origin: Commitment;
  /** Stands for this row and all before it. */
  readonly hash: string;
  readonly redactedAt: string | null;
}

/** A hash of something and a salt. Without the salt nobody can tell from the hash what was hashed. */
export interface Commitment {
  readonly hash: string;
  /** Null once what was hashed has been erased. */
  readonly salt: string | null;
}

export const auditLogs: Table<
  AuditRow,
  | "byChain"
  | "byTime"
  | "byAction"
  | "byActor"
  | "byTarget"
  | "denied"
  | "byOrganization"
  | "byOrganizationAction"
  | "byOrganizationActor"
  | "deniedByOrganization"
  | "evaluations"
> = defineTable<AuditRow>()({
  key: "id",
  // All that a list may scan end in time and id, so that one cursor fits whichever is the shortest way.
  indexes: {
    byChain: (row) => [row.chain, row.sequence],
    byTime: (row) => [row.occurredAt],
    byAction: (row) => [row.type, row.occurredAt],
    byActor: (row) => [row.actorKey, row.occurredAt],
    byTarget: (row) => [row.targetId, row.occurredAt],
    denied: (row) => (row.outcome === "denied" ? [row.occurredAt] : undefined),
    byOrganization: (row) => (row.organizationId === null ? undefined : [row.organizationId, row.occurredAt]),
    byOrganizationAction: (row) => (row.organizationId === null ? undefined : [row.organizationId, row.type, row.occurredAt]),
    byOrganizationActor: (row) => (row.organizationId === null ? undefined : [row.organizationId, row.actorKey, row.occurredAt]),
    deniedByOrganization: (row) => (row.organizationId === null || row.outcome !== "denied" ? undefined : [row.organizationId, row.occurredAt]),
    // What is reported was decided before it is kept.
    evaluations: (row) => (row.organizationId === null || !evaluationEvents.includes(row.type) ? undefined : [row.organizationId, decidedAt(row)]),
  },
  lackOf,
});

function decidedAt({ event, occurredAt }: AuditRow): string {
  const { evaluatedAt } = event.data as { readonly evaluatedAt?: unknown };
  return typeof evaluatedAt === "string" ? evaluatedAt : occurredAt;
}

/** Where a log stands. */
export interface AuditChainRow {
  /** The organization, or {@link environmentChain}. */
  readonly id: string;
  /** The place and the hash of the newest row; 0 and nothing before the first. */
  readonly last: number;
  readonly hash: string;
  /** The place and the hash of the last row that was deleted: the anchor of what is left. */
  readonly purgedThrough: number;
  readonly purgedHash: string;
}

/** The log of what belongs to no organization. */
export const environmentChain = "environment";

export const auditChains: Table<AuditChainRow> = defineTable<AuditChainRow>()({ key: "id" });

/** How long a log is kept, where somebody has set it. */
export interface AuditRetentionRow {
  /** The log. */
  readonly id: string;
  /** What the plan keeps when null. */
  readonly retentionSeconds: number | null;
  readonly legalHold: { readonly reason: string } | null;
  readonly version: number;
  readonly updatedAt: string;
}

export const auditRetentions: Table<AuditRetentionRow> = defineTable<AuditRetentionRow>()({ key: "id" });

/** Which rows are asked for. */
// A type, not an interface: it is part of an export, which is JSON for the compiler too.
export type AuditFilter = {
  readonly action?: string;
  readonly actorId?: string;
  readonly targetId?: string;
  readonly outcome?: string;
  readonly q?: string;
  readonly occurredAt?: { readonly gte?: string; readonly gt?: string; readonly lte?: string; readonly lt?: string };
};

/** An export: what was asked for. Its file is written from the rows whenever somebody fetches it. */
export interface AuditExportRow {
  readonly id: string;
  /** The organization; null for all of the environment. */
  readonly organizationId: string | null;
  readonly format: "json" | "csv";
  readonly filter: AuditFilter;
  readonly rowCount: number;
  readonly status: "pending" | "completed";
  readonly createdAt: string;
  readonly completedAt: string | null;
  readonly expiresAt: string;
}

export const auditExports: Table<AuditExportRow, "byStatus" | "byExpiry"> = defineTable<AuditExportRow>()({
  key: "id",
  indexes: { byStatus: (row) => [row.organizationId, row.status], byExpiry: (row) => [row.expiresAt] },
  references: { organizationId: { table: "organizations", onDelete: "cascade", index: "byStatus" } },
});
