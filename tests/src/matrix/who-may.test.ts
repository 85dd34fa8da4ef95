import type { OperationId } from "@plinto/spec";
import { beforeAll, describe, expect, test } from "vitest";
import { operationOf } from "../doors/description.ts";
import { eventFaults } from "../doors/response-faults.ts";
import { recordEvidence } from "../evidence/record.ts";
import { callers, targets, type Caller, type Target } from "./callers.ts";
import { assembleCast, type Cast } from "./cast.ts";
import { expectationsByResource } from "./expectations/all.ts";
import type { Sample } from "./sample.ts";
import { samples } from "./samples/all.ts";
import { expectationOf, stageFor } from "./stage.ts";

recordEvidence();

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** Calls as somebody, and holds the answer, its effect and its events against what is expected. */
async function attempt(id: OperationId, caller: Caller, about: Target, outcome: string): Promise<void> {
  const stage = await stageFor(cast, id, caller, about);
  const { world } = stage;
  const { params, organization, effect } = await (samples[id] as Sample<OperationId>)(stage);
  const before = world.mock.events.length;
  const answer = await world.call(id, params, { as: stage.caller.credential, ...(organization === undefined ? {} : { organization }) });
  expect(answer.outcome).toBe(outcome);
  // What a delivery brings about has no request behind it.
  const events = world.mock.events.slice(before).filter((event) => event.requestId !== null);
  expect(events.flatMap(eventFaults)).toEqual([]);
  const types = events.map(({ type }) => type);
  if (!outcome.includes(" ")) {
    const declared = operationOf(id).emits ?? [];
    expect(types.filter((type) => !declared.includes(type))).toEqual([]);
    await effect(answer.body);
  } else if (/ (permission_denied|member_suspended)$/.test(outcome)) {
    // A caller we know who was told no leaves this trace, and no other.
    expect(types).toEqual(["access.denied"]);
  } else expect(types.filter((type) => type !== "access.denied")).toEqual([]);
}

for (const [resource, operations] of Object.entries(expectationsByResource)) {
  describe(resource, () => {
    for (const id of Object.keys(operations) as OperationId[]) {
      const { usual, about } = expectationOf(id);
      describe(id, () => {
        for (const [caller, outcome] of Object.entries(usual) as [Caller, string][])
          test(`answers ${outcome} to: ${callers[caller]}`, () => attempt(id, caller, "usual", outcome));
        for (const [target, outcomes] of Object.entries(about) as [Target, Partial<Record<Caller, string>>][]) {
          for (const [caller, outcome] of Object.entries(outcomes) as [Caller, string][])
            test(`about ${targets[target]} answers ${outcome} to: ${callers[caller]}`, () => attempt(id, caller, target, outcome));
        }
      });
    }
  });
}
