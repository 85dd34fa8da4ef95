import type { Policy, PolicyVersionRecord } from "@plinto/spec";
import type { EventFacts } from "../events/emit.ts";
import type { PolicyRow, PolicyVersionRow } from "./table.ts";

export function renderPolicy(row: PolicyRow): Policy {
  return {
    id: row.id,
    organizationId: row.organizationId,
    name: row.name,
    description: row.description,
    document: row.document,
    status: row.status,
    version: row.version,
    createdBy: { ...row.createdBy },
    updatedBy: { ...row.updatedBy },
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function renderPolicyVersion(row: PolicyVersionRow): PolicyVersionRecord {
  const { id: _, ...version } = row;
  return { ...version, createdBy: { ...row.createdBy } };
}

/** The event facts of a policy. */
export function policyFacts(row: PolicyRow, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: row.organizationId,
    target: { type: "policy", id: row.id, version: row.version },
    data: renderPolicy(row),
    ...(changes ? { changes } : {}),
  };
}
