import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicies, compileValidated, createDecisionCache, explain, type Decision } from "../src/index.ts";
import { inputArbitrary, policiesArbitrary } from "./support/generators.ts";
import { decideByReference, type Expected } from "./support/reference.ts";

/** What a decision says, without what belongs to one answer. */
function saying({ decision, reason, matched, obligations, stepUp }: Decision): Expected {
  return { decision, reason, matched: matched.map(({ policyId, determined }) => ({ policyId, determined })), obligations, stepUp };
}

const timeout = 120_000;
const reasons = new Map<string, number>();

test("the engine says what the reference says, with and without index, in 25,000 questions", { timeout }, () => {
  fc.assert(
    fc.property(policiesArbitrary, fc.array(inputArbitrary(), { minLength: 10, maxLength: 10 }), (policies, inputs) => {
      const indexed = compilePolicies(policies);
      const scanning = compileValidated(policies, { indexed: false });
      for (const input of inputs) {
        const expected = decideByReference(policies, input, Date.parse(input.request!.time!));
        reasons.set(expected.reason, (reasons.get(expected.reason) ?? 0) + 1);
        if (expected.stepUp) reasons.set("step_up", (reasons.get("step_up") ?? 0) + 1);
        expect(saying(indexed.evaluate(input))).toEqual(expected);
        expect(saying(scanning.evaluate(input))).toEqual(expected);
      }
    }),
    { numRuns: 2_500 },
  );
});

test("the generated worlds have every kind of answer in them often enough to count", () => {
  for (const reason of ["policy_allow", "policy_deny", "policy_deny_undetermined", "default_deny", "step_up"])
    expect({ reason, often: (reasons.get(reason) ?? 0) > 200 }).toEqual({ reason, often: true });
});

test("a cache shared by engines and asked again and again never changes what the reference says, in 10,000 questions", { timeout }, () => {
  fc.assert(
    fc.property(
      fc.array(policiesArbitrary, { minLength: 1, maxLength: 2 }),
      fc.array(inputArbitrary(), { minLength: 4, maxLength: 8 }),
      fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
      (worlds, inputs, picks) => {
        const cache = createDecisionCache({ maxEntries: 5 });
        const engines = worlds.map((policies, index) => compilePolicies(policies, { cache, ...(index === 0 ? { version: "1" } : {}) }));
        for (const pick of picks) {
          const world = pick % worlds.length;
          const input = inputs[pick % inputs.length]!;
          const time = inputs[(pick >> 3) % inputs.length]!.request!.time!;
          const asked = { ...input, request: { ...input.request, time } };
          expect(saying(engines[world]!.evaluate(asked))).toEqual(decideByReference(worlds[world]!, asked, Date.parse(time)));
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test("an engine that takes over what has not changed says what the reference says, in 8,000 questions", { timeout }, () => {
  fc.assert(
    fc.property(policiesArbitrary, policiesArbitrary, fc.array(inputArbitrary(), { minLength: 8, maxLength: 8 }), (before, others, inputs) => {
      // By the same id some documents stay, some are others, some are gone and some are new.
      const after = before.flatMap((policy, index) =>
        index % 3 === 0 ? others.slice(index, index + 1).map((other) => ({ ...other, id: policy.id })) : [policy],
      );
      const engine = compilePolicies(after, { previous: compilePolicies(before) });
      for (const input of inputs) expect(saying(engine.evaluate(input))).toEqual(decideByReference(after, input, Date.parse(input.request!.time!)));
    }),
    { numRuns: 1_000 },
  );
});

test("an explanation says what the decision says, and names as deciding whatever matched", { timeout }, () => {
  fc.assert(
    fc.property(policiesArbitrary, inputArbitrary(), (policies, input) => {
      const engine = compilePolicies(policies);
      const explained = explain(engine, input);
      expect(saying(explained)).toEqual(saying(engine.evaluate(input)));
      expect(explained.considered.filter(({ decided }) => decided).map(({ policyId }) => policyId)).toEqual(explained.matched.map(({ policyId }) => policyId));
      for (const { outcome, failed, conditions } of explained.considered) {
        expect(failed !== null).toBe(outcome === "does_not_apply" || outcome === "undetermined");
        if (failed !== null) expect(conditions.map(({ pointer }) => pointer)).toContain(failed);
      }
    }),
    { numRuns: 3_000 },
  );
});
