import type { OperationId, Permission } from "@plinto/spec";
import type { Caller, Target } from "./callers.ts";
import type { CallerInHand, Cast } from "./cast.ts";
import { expectations } from "./expectations/all.ts";
import type { Expectation } from "./expectation.ts";
import { grantable, ownersPermissions } from "./permissions.ts";
import type { Stage } from "./sample.ts";
import type { World } from "./world.ts";

/** What is expected of an operation. */
export function expectationOf(id: OperationId): Expectation {
  return expectations[id];
}

/** A world of its own for one call of an operation. */
export async function stageFor(cast: Cast, id: OperationId, callerName: Caller, about: Target): Promise<Stage> {
  const { permission } = expectationOf(id);
  const caller = cast.caller(callerName, permission);
  const target = cast.subject(about, caller);
  const { acme, globex, strict, people } = cast;
  const world = cast.world.fork();
  await giveRole(world, acme, caller, permission);
  return {
    world,
    acme,
    globex,
    strict,
    people,
    caller,
    about,
    target,
    waiting: { pending: people.una, pendingMfa: people.tom, pendingEnrollment: people.eli }[callerName as string],
    self: about === "usual" ? (caller.person ?? target) : target,
    tenant: about === "herself" || about === "anywhere" ? undefined : acme,
    as: (name) => cast.caller(name, null).credential,
  };
}

/** Gives the caller who is to have it a custom role with the permission alone, or with all others. */
async function giveRole(world: World, orgId: string, { name, person }: CallerInHand, permission: Permission | null): Promise<void> {
  if (name !== "granted" && name !== "withheld") return;
  const permissions = grantable(name === "withheld" ? ownersPermissions.filter((other) => other !== permission) : permission === null ? [] : [permission]);
  if (permissions.length === 0) return;
  const { id } = await world.ask("createRole", { name, permissions }, { organization: orgId });
  await world.ask("assignRole", { roleId: id, userId: person!.id }, { organization: orgId });
}
