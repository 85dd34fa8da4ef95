import type { PolicyDocument } from "@plinto/spec";
import { levelOf } from "../../domain/members/authority.ts";
import { allowsEverything, permissionsAllowed } from "../../domain/policies/bounds.ts";
import { refuse } from "../../kernel/transaction.ts";
import type { DecideContext, OperationRefusal } from "../../pipeline/handler.ts";

/** What policies allow that the caller does not hold, so that a policy of the caller's cannot allow it. */
export function documentsAbove({ can, level }: DecideContext, documents: readonly PolicyDocument[]): OperationRefusal | undefined {
  const above = [...new Set(documents.flatMap(permissionsAllowed))].filter((permission) => !can(permission));
  if (documents.some(allowsEverything) && level < levelOf("owner"))
    return refuse("permission_above_actor", { detail: "Only an owner allows everything. Name the actions.", permissions: above });
  if (above.length === 0) return undefined;
  return refuse("permission_above_actor", { detail: `The caller does not hold ${above.join(", ")}.`, permissions: above });
}
