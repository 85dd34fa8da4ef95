import { Ajv } from "ajv";
import fc from "fast-check";
import { describe as group, expect, test } from "vitest";
import { formats } from "../../../packages/mock/src/validation/formats.ts";
import type { Validator } from "../../../packages/mock/src/validation/validator.ts";
import { bundle } from "../../src/description/bundle.ts";
import { describe } from "../../src/description/model.ts";
import { bareSchema } from "../../src/generate/bare-schema.ts";
import { validatedSchemas } from "../../src/generate/validators.ts";
import { evaluated } from "./evaluated.ts";
import { changed, valuesOf } from "./values.ts";

type Schemas = Record<string, object>;

/** Ajv itself on the same schemas, nothing shared and nothing shortened. */
function byAjv(components: Schemas, wanted: ReadonlyMap<string, object>): (name: string, value: unknown) => Pick<Validator, "errors"> {
  const ajv = new Ajv({ allErrors: true, strict: false, discriminator: true, messages: false, formats });
  for (const [name, schema] of Object.entries(components)) ajv.addSchema({ $id: `component-${name}`, ...bareSchema(schema) });
  for (const [name, schema] of wanted) ajv.addSchema({ $id: name, ...bareSchema(schema) });
  return (name, value) => {
    const validate = ajv.getSchema(name)!;
    if (validate(value) === true) return { errors: null };
    return { errors: validate.errors!.map(({ instancePath, keyword, params }) => ({ instancePath, keyword, params })) };
  };
}

function judged(validate: Validator, value: unknown): Pick<Validator, "errors"> {
  return { errors: validate(value) ? null : validate.errors! };
}

const name = { type: "string", minLength: 2, maxLength: 4, pattern: "^[a-z]+$" };
const kinds: Schemas = {
  Name: name,
  Cat: { type: "object", required: ["kind", "name"], additionalProperties: false, properties: { kind: { type: "string", const: "cat" }, name } },
  Dog: {
    type: "object",
    required: ["kind"],
    additionalProperties: false,
    properties: { kind: { type: "string", const: "dog" }, age: { type: "integer", minimum: 0 } },
  },
  Pet: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }], discriminator: { propertyName: "kind" } },
};
const pets = new Map<string, object>([
  ["one", { $ref: "#/components/schemas/Pet" }],
  ["many", { type: "array", minItems: 1, uniqueItems: true, items: { $ref: "#/components/schemas/Pet" } }],
  ["names", { type: "array", uniqueItems: true, items: name }],
  ["either", { oneOf: [name, { type: "null" }] }],
  ["both", { type: "object", properties: { first: { oneOf: [name, { type: "null" }] }, second: { oneOf: [name, { type: "null" }] } } }],
  ["same", { type: "object", properties: { first: { oneOf: [name, { type: "null" }] }, second: { oneOf: [name, { type: "null" }] } } }],
  ["facts", { type: "object", minProperties: 1, propertyNames: { maxLength: 3 }, additionalProperties: name }],
  // Properties called like what Ajv keeps its own books in.
  [
    "books",
    { type: "object", required: ["errors", "instancePath"], properties: { errors: { type: "array", items: name }, evaluated: name, instancePath: name } },
  ],
]);

group("the emitted validators", () => {
  test("find what Ajv finds, in its order and at its places", () => {
    const [ours, theirs] = [evaluated(kinds, pets), byAjv(kinds, pets)];
    const part = fc.oneof(fc.constantFrom("ab", "A", "", "toolong", null, "cat", "dog"), fc.integer({ min: -1, max: 2 }));
    const pet = fc.dictionary(fc.constantFrom("kind", "name", "age", "first", "second", "errors", "instancePath", "evaluated", "__proto__", "other"), part, {
      maxKeys: 4,
      noNullPrototype: true,
    });
    const value = fc.oneof(
      part,
      pet,
      fc.array(fc.oneof(part, pet), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("first", "second"), part, { noNullPrototype: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pets.keys()), value, (of, given) => {
        expect(judged(ours.get(of)!, given)).toEqual(theirs(of, given));
      }),
      { numRuns: 3_000 },
    );
  });

  test("keep nothing of one value for the next", () => {
    const one = evaluated(kinds, pets).get("one")!;
    expect(one({ kind: "dog", age: -1 })).toBe(false);
    expect(one({ kind: "dog", age: 1 })).toBe(true);
    expect(one.errors).toBeNull();
  });

  test("are one function for what is said in several places", () => {
    const wanted = new Map([...pets, ["again", { $ref: "#/components/schemas/Pet" }]]);
    const validators = evaluated(kinds, wanted);
    expect([...validators.keys()]).toEqual([...wanted.keys()]);
  });

  test("decide schemas that refer to each other in a circle, with the places of what is deep within", () => {
    const node = (type: string, properties: object): object => ({
      type: "object",
      required: ["type", ...Object.keys(properties)],
      additionalProperties: false,
      properties: { type: { type: "string", const: type }, ...properties },
    });
    const condition = { $ref: "#/components/schemas/Condition" };
    const conditions: Schemas = {
      All: node("all", { conditions: { type: "array", minItems: 1, items: condition } }),
      Any: node("any", { conditions: { type: "array", minItems: 1, items: condition } }),
      Not: node("not", { condition }),
      Is: node("is", { name }),
      Condition: {
        oneOf: ["All", "Any", "Not", "Is"].map((of) => ({ $ref: `#/components/schemas/${of}` })),
        discriminator: { propertyName: "type" },
      },
      Tree: { type: "object", additionalProperties: { $ref: "#/components/schemas/Tree" }, maxProperties: 2 },
    };
    const wanted = new Map<string, object>([
      ["condition", condition],
      ["not", { $ref: "#/components/schemas/Not" }],
      ["tree", { $ref: "#/components/schemas/Tree" }],
    ]);
    const [ours, theirs] = [evaluated(conditions, wanted), byAjv(conditions, wanted)];
    const deep = {
      type: "not",
      condition: {
        type: "all",
        conditions: [
          { type: "is", name: "ab" },
          { type: "any", conditions: [{ type: "is", name: "A" }] },
        ],
      },
    };
    expect(judged(ours.get("not")!, deep).errors).toEqual([
      { instancePath: "/condition/conditions/1/conditions/0/name", keyword: "minLength", params: { limit: 2 } },
      { instancePath: "/condition/conditions/1/conditions/0/name", keyword: "pattern", params: { pattern: "^[a-z]+$" } },
    ]);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        fc.constantFrom(null, "ab", {}),
        fc.record({ type: fc.constantFrom("is", "not"), name: fc.constantFrom("ab", "A") }),
        fc.record({ type: fc.constantFrom("all", "any"), conditions: fc.array(tie("value"), { maxLength: 3 }) }),
        fc.record({ type: fc.constant("not"), condition: tie("value") }),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...wanted.keys()), value, (of, given) => {
        expect(judged(ours.get(of)!, given)).toEqual(theirs(of, given));
      }),
      { numRuns: 2_000 },
    );
  });

  test("of the whole description find what Ajv finds in examples and in examples gone wrong", () => {
    const description = describe(bundle());
    const schemas = new Map([...validatedSchemas(description)].map(([of, { schema }]) => [of, schema]));
    const [ours, theirs] = [evaluated(description.schemas, schemas), byAjv(description.schemas, schemas)];
    let faults = 0;
    for (const [of, schema] of schemas) {
      const example = valuesOf(description.document, schema);
      fc.assert(
        fc.property(changed(example), (value) => {
          const found = judged(ours.get(of)!, value);
          faults += found.errors?.length ?? 0;
          expect({ of, ...found }).toEqual({ of, ...theirs(of, value) });
        }),
        { numRuns: 40 },
      );
    }
    expect(faults).toBeGreaterThan(10_000);
  }, 60_000);
});
