import type { OperationId } from "@plinto/spec";
import { beforeAll, expect, test } from "vitest";
import { operations } from "../doors/description.ts";
import { eventFaults } from "../doors/response-faults.ts";
import { recordEvidence } from "../evidence/record.ts";
import type { Caller } from "./callers.ts";
import { assembleCast, type Cast } from "./cast.ts";
import type { OtherWay, Sample } from "./sample.ts";
import { samples } from "./samples/all.ts";
import { expectationOf, stageFor } from "./stage.ts";
import { unseenEvents } from "./unseen-events.ts";
import type { World } from "./world.ts";

recordEvidence();

let cast: Cast;
beforeAll(async () => {
  cast = await assembleCast();
});

/** The types of the events that a call caused, every one of which fits its schema. */
async function eventsOf(world: World, id: OperationId, way: OtherWay<OperationId>): Promise<string[]> {
  const before = new Set(world.mock.events.map((event) => event.id));
  const { outcome } = await world.call(id, way.params, {
    ...(way.as === undefined ? {} : { as: way.as }),
    ...(way.organization === undefined ? {} : { organization: way.organization }),
  });
  expect(outcome).toBe(way.outcome);
  // What a delivery brings about has no request behind it.
  const events = world.mock.events.filter((event) => !before.has(event.id) && event.requestId !== null);
  expect(events.flatMap(eventFaults)).toEqual([]);
  return events.map(({ type }) => type);
}

for (const { operationId, emits } of operations) {
  const id = operationId as OperationId;
  if (emits === undefined) continue;
  test(`${id} emits what it declares, and nothing else`, async () => {
    const [caller, outcome] = (Object.entries(expectationOf(id).usual) as [Caller, string][]).find(([, answered]) => !answered.includes(" "))!;
    const stage = await stageFor(cast, id, caller, "usual");
    const { params, organization, otherWays = {} } = await (samples[id] as Sample<OperationId>)(stage);
    const usual: OtherWay<OperationId> = { params, as: stage.caller.credential, outcome, ...(organization === undefined ? {} : { organization }) };
    const seen = new Set<string>();
    for (const way of [usual, ...Object.values(otherWays).map((other) => ({ as: stage.caller.credential, ...other }))]) {
      const world = stage.world.fork();
      await way.first?.(world);
      for (const type of await eventsOf(world, id, way)) seen.add(type);
    }
    expect([...seen].filter((type) => !emits.includes(type))).toEqual([]);
    expect(emits.filter((type) => !seen.has(type))).toEqual(Object.keys(unseenEvents[id] ?? {}));
  });
}
