import type { OperationId } from "@plinto/spec";
import type { Caller, Target } from "./callers.ts";
import type { Cast } from "./cast.ts";
import { expectations } from "./expectations/all.ts";
import type { Expectation } from "./expectation.ts";
import type { Stage } from "./sample.ts";

/** What is expected of an operation. */
export function expectationOf(id: OperationId): Expectation {
  return expectations[id];
}

/** A world of its own for one call of an operation. */
export function stageFor(cast: Cast, id: OperationId, callerName: Caller, about: Target): Stage {
  const caller = cast.caller(callerName, expectationOf(id).permission);
  const target = cast.subject(about, caller);
  const { acme, globex, people } = cast;
  return {
    world: cast.world.fork(),
    acme,
    globex,
    people,
    caller,
    target,
    self: about === "usual" ? (caller.person ?? target) : target,
    tenant: about === "herself" ? undefined : acme,
    as: (name) => cast.caller(name, null).credential,
  };
}
