import type { PolicyDocument } from "@plinto/spec";
import { defineTable, type Table } from "../../kernel/table.ts";
import type { EventActor } from "../events/envelope.ts";

/** A policy of an organization. Its document had no faults when it was written. */
export interface PolicyRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string | null;
  readonly document: PolicyDocument;
  readonly status: "enabled" | "disabled";
  readonly createdBy: EventActor;
  readonly updatedBy: EventActor;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const policies: Table<PolicyRow, "byOrganization" | "byName" | "unconditional"> = defineTable<PolicyRow>()({
  key: "id",
  indexes: {
    byOrganization: (row) => [row.organizationId, row.createdAt],
    byName: (row) => [row.organizationId, row.name.toLowerCase()],
    // Only what applies wherever it fits can shadow another one.
    unconditional: (row) => (row.document.conditions === undefined && row.status === "enabled" ? [row.organizationId, row.createdAt] : undefined),
  },
  references: { organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" } },
});

/** A policy as one version had it, the present one included. */
export interface PolicyVersionRow {
  /** The policy and the version. */
  readonly id: string;
  readonly policyId: string;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly document: PolicyDocument;
  readonly status: "enabled" | "disabled";
  readonly createdBy: EventActor;
  readonly createdAt: string;
}

export const policyVersions: Table<PolicyVersionRow, "byPolicy"> = defineTable<PolicyVersionRow>()({
  key: "id",
  indexes: { byPolicy: (row) => [row.policyId, row.version] },
  references: { policyId: { table: "policies", onDelete: "cascade", index: "byPolicy" } },
});

/** The policies of an organization as a whole; there is none before the first. Every change of them makes another row. */
export interface PolicySetRow {
  /** The organization. */
  readonly id: string;
  /** Follows from all changes there were. */
  readonly revision: string;
  /** How many of the policies are in force. */
  readonly enabled: number;
  /** How many changes there were. */
  readonly changes: number;
  readonly changedAt: string;
}

export const policySets: Table<PolicySetRow> = defineTable<PolicySetRow>()({
  key: "id",
  references: { id: { table: "organizations", onDelete: "cascade" } },
});

/** When and how often the roles of an organization changed, which its bundle tells; there is none before the first change. */
export interface RoleChangeRow {
  /** The organization. */
  readonly id: string;
  /** How many there were. */
  readonly changes: number;
  readonly changedAt: string;
}

export const roleChanges: Table<RoleChangeRow> = defineTable<RoleChangeRow>()({
  key: "id",
  references: { id: { table: "organizations", onDelete: "cascade" } },
});
