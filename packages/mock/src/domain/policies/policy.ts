import { hashSecret } from "../../credentials/secret-key.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EventActor } from "../events/envelope.ts";
import type { PolicyRow } from "./table.ts";

/** What a new policy is made of. */
export interface NewPolicy extends Pick<PolicyRow, "organizationId" | "name" | "description" | "document" | "status" | "createdBy"> {
  /** A new one when absent. */
  readonly id?: string;
}

export function insertPolicy(tx: MockTransaction, values: NewPolicy): PolicyRow {
  const now = formatTimestamp(tx.now);
  const row = tx.policies.insert({ ...values, id: values.id ?? tx.id("pol"), updatedBy: values.createdBy, version: 1, createdAt: now, updatedAt: now });
  noteVersion(tx, row);
  noteChange(tx, row, undefined);
  return row;
}

/** Changes a policy, which makes a version of its own. */
export function touchPolicy(tx: MockTransaction, before: PolicyRow, updatedBy: EventActor, patch: Partial<PolicyRow>): PolicyRow {
  const row = tx.policies.update(before.id, { ...patch, updatedBy, version: before.version + 1, updatedAt: formatTimestamp(tx.now) });
  noteVersion(tx, row);
  noteChange(tx, row, before);
  return row;
}

/** Deletes a policy with its versions. */
export function removePolicy(tx: MockTransaction, row: PolicyRow): void {
  tx.policies.delete(row.id);
  noteChange(tx, undefined, row);
}

/** The id of the row of a version. */
export function versionId(policyId: string, version: number): string {
  return `${policyId}/${version}`;
}

function noteVersion(tx: MockTransaction, { id, version, name, description, document, status, updatedBy, updatedAt }: PolicyRow): void {
  tx.policyVersions.insert({
    id: versionId(id, version),
    policyId: id,
    version,
    name,
    description,
    document,
    status,
    createdBy: updatedBy,
    createdAt: updatedAt,
  });
}

/** The whole of the policies has changed: what has been made of it is of no use any more. */
function noteChange(tx: MockTransaction, after: PolicyRow | undefined, before: PolicyRow | undefined): void {
  const { organizationId: id } = (after ?? before)!;
  const known = tx.policySets.get(id);
  const set = {
    // Versions come again in a world that goes back, what was said in them need not.
    revision: hashSecret(JSON.stringify([known?.revision ?? id, (after ?? before)!.id, after?.version, after?.status, after?.document])).slice(0, 22),
    enabled: (known?.enabled ?? 0) + Number(after?.status === "enabled") - Number(before?.status === "enabled"),
    changes: (known?.changes ?? 0) + 1,
    changedAt: formatTimestamp(tx.now),
  };
  if (known) tx.policySets.update(id, set);
  else tx.policySets.insert({ id, ...set });
}
