import { versionId } from "../../domain/policies/policy.ts";
import type { PolicyRow, PolicyVersionRow } from "../../domain/policies/table.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import type { DecideContext, OperationRefusal } from "../../pipeline/handler.ts";

/** A policy of the organization of the call. */
export function found({ tx, organization }: DecideContext, policyId: string): Ok<PolicyRow> | OperationRefusal {
  const row = tx.policies.get(policyId);
  return row?.organizationId === organization!.id ? ok(row) : refuse("not_found");
}

/** One of its versions. */
export function foundVersion(context: DecideContext, policyId: string, version: number): Ok<PolicyVersionRow> | OperationRefusal {
  const policy = found(context, policyId);
  if (!policy.ok) return policy;
  const row = context.tx.policyVersions.get(versionId(policyId, version));
  return row ? ok(row) : refuse("version_not_found");
}
