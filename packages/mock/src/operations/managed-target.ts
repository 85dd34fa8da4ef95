import { managedUser, type Managed, type ManageRefusal } from "../domain/users/manage.ts";
import type { Ok } from "../kernel/transaction.ts";
import type { DecideContext } from "../pipeline/handler.ts";

/** The person whom the caller may change. */
export function managedTarget(context: DecideContext, userId: string): Ok<Managed> | ManageRefusal {
  const { tx, arm, organization } = context;
  return managedUser(
    tx,
    {
      arm,
      organizationId: organization?.id,
      rankOf(id) {
        const membership = organization && tx.memberships.find("membership", [organization.id, id]);
        if (!membership) return "stranger";
        return context.mayActOn(membership) ? "reachable" : "above";
      },
    },
    userId,
  );
}
