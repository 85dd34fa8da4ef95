import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { PermissionArm } from "../../operation-row.ts";
import type { MockReaders } from "../../schema.ts";
import type { UserViewer } from "./render.ts";
import type { UserRow } from "./table.ts";

/** What the caller of an operation on somebody else's account is known by. */
export interface Manager {
  /** The arm of `x-plinto-permission` that let the caller in. */
  readonly arm: PermissionArm;
  /** The organization that the caller acts for. */
  readonly organizationId: string | undefined;
  /** Whether somebody is a member there, and if so whether the caller may act on that rank. */
  readonly rankOf: (userId: string) => "stranger" | "reachable" | "above";
}

/** A person whom the caller may change. */
export interface Managed {
  readonly user: UserRow;
  readonly viewer: UserViewer;
}

export type ManageRefusal =
  | Refusal<"not_found" | "cannot_act_on_higher_role", Record<never, never>>
  | Refusal<"permission_denied" | "cannot_act_on_higher_role", { detail: string }>;

/**
 * The person, if the caller rules her account. The environment's keys rule everybody; a super admin everybody but
 * administrators of the platform; an organization only those whom it manages, since everybody else belongs to the
 * environment and may stand in other organizations too.
 */
export function managedUser(read: MockReaders, manager: Manager, userId: string): Ok<Managed> | ManageRefusal {
  const user = read.users.get(userId);
  if (!user) return refuse("not_found");
  if ("environment" in manager.arm) return ok({ user, viewer: "environment" });
  if ("permission" in manager.arm) {
    const rank = manager.rankOf(userId);
    if (rank === "stranger") return refuse("not_found");
    if (user.managedBy === null || user.managedBy !== manager.organizationId)
      return refuse("permission_denied", {
        detail: "The organization does not manage this user. It can change the membership; the account is the person's own.",
      });
    if (rank === "above") return refuse("cannot_act_on_higher_role");
  }
  if (user.platformRole !== null) return refuse("cannot_act_on_higher_role", { detail: "Only the environment key acts on an administrator of the platform." });
  return ok({ user, viewer: "permission" in manager.arm ? "manager" : "superAdmin" });
}
