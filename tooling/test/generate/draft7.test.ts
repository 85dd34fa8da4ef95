import { expect, test } from "vitest";
import type { Json } from "../../src/description/openapi.ts";
import { draft7 } from "../../src/generate/draft7.ts";

const target = "#/components/schemas/Place";

test.each<[what: string, given: Json, wanted: Json]>([
  ["what is of both drafts", { type: "object", required: ["a"] }, { type: "object", required: ["a"] }],
  ["members that need each other", { type: "object", dependentRequired: { a: ["b"] } }, { type: "object", dependencies: { a: ["b"] } }],
  [
    "the same further down",
    { properties: { at: { oneOf: [{ dependentRequired: { a: ["b"] } }] } } },
    { properties: { at: { oneOf: [{ dependencies: { a: ["b"] } }] } } },
  ],
  ["a reference alone", { $ref: target }, { $ref: target }],
  ["a reference with something beside it", { $ref: target, minLength: 2 }, { minLength: 2, allOf: [{ $ref: target }] }],
])("draft 7 has %s", (_, given, wanted) => {
  expect(draft7(given)).toEqual(wanted);
});
