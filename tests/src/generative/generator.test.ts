import fc from "fast-check";
import { expect, test } from "vitest";
import { operationOf } from "../doors/description.ts";
import { requestFaults } from "../doors/response-faults.ts";
import { arbitraryOf } from "./arbitrary.ts";
import { breaksOf } from "./breaks.ts";
import { operations } from "./described.ts";
import { runSeed } from "./run-seed.ts";

// The generator judged by another reader of the description: were both wrong about a schema, both would have to be so in the same way.
for (const { id, body } of operations) {
  if (!body) continue;
  test(`bodies made for ${id} fit its schema, and those with one fault do not`, () => {
    const described = operationOf(id);
    fc.assert(
      fc.property(arbitraryOf(body.schema, new Map()), (value) => {
        expect(requestFaults(described, JSON.stringify(value))).toEqual([]);
        for (const { how, pointer, broken } of breaksOf(body.schema, value))
          expect(`${how} at ${pointer}: ${requestFaults(described, JSON.stringify(broken)).length > 0}`).toBe(`${how} at ${pointer}: true`);
      }),
      { seed: runSeed, numRuns: 20 },
    );
  });
}

test("the other reader sees any text that stands in a list twice", () => {
  const faultsOf = (scopes: readonly string[]): string[] =>
    requestFaults(operationOf("updateEnvironment"), JSON.stringify({ oauthProviders: { github: { scopes } } }));
  expect(faultsOf(["__proto__", "user"])).toEqual([]);
  expect(faultsOf(["__proto__", "user", "__proto__"])).toHaveLength(1);
});

test("a keyword that the generator does not know is refused", () => {
  expect(() => arbitraryOf({ type: "integer", multipleOf: 5 } as never, new Map())).toThrow("The generator does not know the keyword multipleOf");
});
