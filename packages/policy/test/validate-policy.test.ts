import { expect, test } from "vitest";
import { validatePolicy, type PolicyDocument } from "../src/index.ts";

const valid = { effect: "allow", actions: ["docs:read"], resources: ["doc:*"], subjects: ["role:member"] } as const satisfies PolicyDocument;
const attribute = (rest: object): unknown => ({ conditions: [{ type: "attribute", attribute: "subject.attributes.x", ...rest }] });
const condition = (one: unknown): unknown => ({ conditions: [one] });
const deep = (levels: number): unknown => (levels === 0 ? { type: "mfa" } : { type: "not", condition: deep(levels - 1) });

test("a document with everything in it has no fault", () => {
  const document: PolicyDocument = {
    languageVersion: 1,
    effect: "deny",
    priority: 1000,
    actions: ["docs:*", "*:read"],
    resources: ["doc:a*", "doc:usr:1"],
    subjects: ["user:usr_1", "role:*"],
    conditions: [
      { type: "all", conditions: [{ type: "mfa" }, { type: "any", conditions: [{ type: "not", condition: { type: "authentication_age", maxSeconds: 1 } }] }] },
      { type: "ip", ranges: ["10.0.0.0/8", "2001:db8::1"] },
      { type: "time_window", timeZone: "America/Argentina/Buenos_Aires", days: ["sunday"], from: "22:00", to: "06:00" },
      { type: "period", notBefore: "2026-01-01T00:00:00Z" },
      { type: "attribute", attribute: "resource.attributes.owner.id", operator: "equals", valueFrom: "subject.id" },
      { type: "attribute", attribute: "subject.attributes.level", operator: "in", value: [1, 2] },
      { type: "attribute", attribute: "request.attributes.x", operator: "exists", value: false },
    ],
    obligations: [{ type: "mask", parameters: { fields: ["email"], level: 2, deep: { on: null } } }],
  };
  expect(validatePolicy(document)).toEqual([]);
});

test.each<[pointer: string, code: string, document: unknown]>([
  ["", "type_invalid", null],
  ["", "type_invalid", []],
  ["/actions", "field_required", { actions: undefined }],
  ["/efect", "field_unknown", { efect: "allow" }],
  ["/a~1b~0c", "field_unknown", { "a/b~c": 1 }],
  ["/languageVersion", "language_version_unsupported", { languageVersion: 2 }],
  ["/languageVersion", "language_version_unsupported", { languageVersion: "1" }],
  ["/effect", "value_invalid", { effect: "Allow" }],
  ["/effect", "type_invalid", { effect: true }],
  ["/priority", "value_invalid", { priority: 1001 }],
  ["/priority", "value_invalid", { priority: 1.5 }],
  ["/priority", "value_invalid", { priority: -1 }],
  ["/priority", "type_invalid", { priority: "1" }],
  ["/actions", "type_invalid", { actions: "*" }],
  ["/actions", "list_empty", { actions: [] }],
  ["/actions", "list_too_long", { actions: Array.from({ length: 101 }, (_, index) => `a${index}`) }],
  ["/actions/1", "duplicate", { actions: ["a", "a"] }],
  ["/actions/0", "value_invalid", { actions: ["docs:re*"] }],
  ["/actions/0", "value_invalid", { actions: ["docs::read"] }],
  ["/actions/0", "value_invalid", { actions: [""] }],
  ["/actions/0", "value_invalid", { actions: ["a:".repeat(9)] }],
  ["/actions/0", "type_invalid", { actions: [7] }],
  ["/resources/0", "value_invalid", { resources: ["doc"] }],
  ["/resources/0", "value_invalid", { resources: ["*:doc_1"] }],
  ["/resources/0", "value_invalid", { resources: ["doc:a*b"] }],
  ["/resources/0", "value_invalid", { resources: [`doc:${"x".repeat(256)}`] }],
  ["/resources/0", "value_invalid", { resources: ["doc:a\u0000"] }],
  ["/subjects", "list_empty", { subjects: [] }],
  ["/subjects/0", "value_invalid", { subjects: ["admin"] }],
  ["/conditions", "list_empty", { conditions: [] }],
  ["/conditions", "type_invalid", { conditions: {} }],
  ["/conditions/0", "type_invalid", condition("mfa")],
  ["/conditions/0/type", "condition_unknown", condition({})],
  ["/conditions/0/type", "condition_unknown", condition({ type: "constructor" })],
  ["/conditions/0/type", "condition_unknown", condition({ type: "__proto__" })],
  ["/conditions/0/extra", "field_unknown", condition({ type: "mfa", extra: 1 })],
  ["/conditions/0/conditions", "list_empty", condition({ type: "any", conditions: [] })],
  ["/conditions/0/conditions/0/type", "condition_unknown", condition({ type: "all", conditions: [{ type: "x" }] })],
  ["/conditions/0/condition", "field_required", condition({ type: "not" })],
  ["/conditions/0/condition/condition/condition/condition/condition/condition/condition/condition/condition/condition", "too_deep", condition(deep(10))],
  ["/conditions/0/ranges", "list_empty", condition({ type: "ip", ranges: [] })],
  ["/conditions/0/ranges/0", "address_invalid", condition({ type: "ip", ranges: ["10.0.0.1/8"] })],
  ["/conditions/0/ranges", "list_too_long", condition({ type: "ip", ranges: Array.from({ length: 1001 }, (_, index) => `10.0.${index >> 8}.${index & 255}`) })],
  ["/conditions/0/timeZone", "field_required", condition({ type: "time_window" })],
  ["/conditions/0/timeZone", "time_zone_unknown", condition({ type: "time_window", timeZone: "Europe/Atlantis" })],
  ["/conditions/0/timeZone", "time_zone_unknown", condition({ type: "time_window", timeZone: "+01:00" })],
  ["/conditions/0/timeZone", "time_zone_unknown", condition({ type: "time_window", timeZone: "" })],
  ["/conditions/0/days/0", "value_invalid", condition({ type: "time_window", timeZone: "UTC", days: ["Mon"] })],
  ["/conditions/0/days/1", "duplicate", condition({ type: "time_window", timeZone: "UTC", days: ["monday", "monday"] })],
  ["/conditions/0/from", "time_invalid", condition({ type: "time_window", timeZone: "UTC", from: "9:00" })],
  ["/conditions/0/to", "time_invalid", condition({ type: "time_window", timeZone: "UTC", to: "24:01" })],
  ["/conditions/0/to", "window_empty", condition({ type: "time_window", timeZone: "UTC", from: "09:00", to: "09:00" })],
  ["/conditions/0", "field_required", condition({ type: "period" })],
  ["/conditions/0/notBefore", "time_invalid", condition({ type: "period", notBefore: "2026-02-29T00:00:00Z" })],
  ["/conditions/0/notAfter", "window_empty", condition({ type: "period", notBefore: "2026-03-02T00:00:00Z", notAfter: "2026-03-02T01:00:00+01:00" })],
  ["/conditions/0/maxSeconds", "field_required", condition({ type: "authentication_age" })],
  // No proof is of no age at all.
  ["/conditions/0/maxSeconds", "value_invalid", condition({ type: "authentication_age", maxSeconds: 0 })],
  ["/conditions/0/from", "time_invalid", condition({ type: "time_window", timeZone: "UTC", from: "24:00", to: "12:00" })],
  ["/conditions/0/operator", "operator_unknown", attribute({ operator: "matches", value: "a" })],
  ["/conditions/0/operator", "operator_unknown", attribute({ operator: "toString", value: "a" })],
  ["/conditions/0/value", "field_required", attribute({ operator: "equals" })],
  ["/conditions/0/value", "field_required", attribute({ operator: "equals", value: "a", valueFrom: "subject.id" })],
  ["/conditions/0/valueFrom", "field_unknown", attribute({ operator: "exists", valueFrom: "subject.id" })],
  ["/conditions/0/valueFrom", "attribute_unknown", attribute({ operator: "equals", valueFrom: "subject" })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "exists", value: "yes" })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "equals", value: null })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "equals", value: ["a"] })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "in", value: "a" })],
  ["/conditions/0/value", "list_empty", attribute({ operator: "in", value: [] })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "in", value: ["a", 1] })],
  ["/conditions/0/value/1", "type_invalid", attribute({ operator: "in", value: ["a", {}] })],
  ["/conditions/0/value/1", "duplicate", attribute({ operator: "in", value: ["a", "a"] })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "less_than", value: "5" })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "greater_than", value: Number.POSITIVE_INFINITY })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "before", value: "soon" })],
  ["/conditions/0/value", "type_invalid", attribute({ operator: "contains", value: 5 })],
  ["/conditions/0/value", "too_large", attribute({ operator: "equals", value: "x".repeat(1025) })],
  ["/obligations", "list_empty", { obligations: [] }],
  ["/obligations/0/type", "field_required", { obligations: [{}] }],
  ["/obligations/0/parameters", "type_invalid", { obligations: [{ type: "mask", parameters: [] }] }],
  ["/obligations/0/parameters", "too_large", { obligations: [{ type: "mask", parameters: { x: "x".repeat(1025) } }] }],
  ["/obligations/0/parameters", "too_large", { obligations: [{ type: "mask", parameters: { x: Array.from({ length: 201 }, () => 1) } }] }],
  ["/obligations/0/parameters", "too_large", { obligations: [{ type: "mask", parameters: { x: () => {} } }] }],
])("the fault at %o is %s", (pointer, code, rest) => {
  const document = typeof rest === "object" && rest !== null && !Array.isArray(rest) ? { ...valid, ...rest } : rest;
  const [first, ...others] = validatePolicy(document);
  expect(first).toMatchObject({ severity: "error", code, pointer });
  expect(first!.message).toMatch(/^[A-Z"].*\.$/s);
  expect(others.filter((other) => other.pointer === pointer && other.code !== code && code !== "too_deep")).toEqual([]);
});

test.each([
  "subject.name",
  "subject.attributes",
  "subject.attributes.",
  "subject.attributes.__proto__",
  "subject.attributes.constructor.name",
  "resource.attributes.a.prototype",
  "request.authentication.mfa",
  "request.time",
  "__proto__.x",
  "action",
  "subject.attributes.a.b.c.d.e.f.g.h.i",
  `subject.attributes.${"x".repeat(65)}`,
])("%s is no place of an attribute", (path) => {
  expect(validatePolicy({ ...valid, conditions: [{ type: "attribute", attribute: path, operator: "exists", value: true }] })).toMatchObject([
    { code: "attribute_unknown", pointer: "/conditions/0/attribute" },
  ]);
});

test("every fault is named, up to a hundred", () => {
  expect(validatePolicy({ effect: "no", actions: [], resources: ["x"], extra: 1 }).map(({ pointer }) => pointer)).toEqual([
    "/effect",
    "/actions",
    "/resources/0",
    "/extra",
  ]);
  expect(validatePolicy(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1])))).toHaveLength(100);
});

test("two hundred conditions are taken, one more is not, however they are nested", () => {
  const many = (count: number) => ({
    ...valid,
    conditions: [{ type: "any", conditions: Array.from({ length: count - 1 }, (_, index) => ({ type: "authentication_age", maxSeconds: index + 1 })) }],
  });
  expect(validatePolicy(many(200))).toEqual([]);
  expect(validatePolicy(many(201))).toMatchObject([{ code: "too_large", pointer: "/conditions/0/conditions/199" }]);
});

const x = { type: "attribute", attribute: "subject.attributes.x" } as const;

test.each<[string, PolicyDocument["conditions"], string]>([
  [
    "two values for one attribute",
    [
      { ...x, operator: "equals", value: "a" },
      { ...x, operator: "equals", value: "b" },
    ],
    "/conditions/1",
  ],
  ["a value that is not in a list", [{ ...x, operator: "in", value: ["a", "b"] }, { type: "mfa" }, { ...x, operator: "equals", value: "c" }], "/conditions/2"],
  [
    "bounds with nothing between",
    [
      { ...x, operator: "greater_than", value: 5 },
      { ...x, operator: "less_than_or_equals", value: 5 },
    ],
    "/conditions/1",
  ],
  [
    "times with nothing between",
    [
      { ...x, operator: "after", value: "2026-03-02T00:00:00Z" },
      { ...x, operator: "before", value: "2026-03-01T00:00:00Z" },
    ],
    "/conditions/1",
  ],
  [
    "something absent that has a value",
    [
      { ...x, operator: "exists", value: false },
      { ...x, operator: "equals", value: "a" },
    ],
    "/conditions/1",
  ],
  [
    "there and not there",
    [
      { ...x, operator: "exists", value: false },
      { ...x, operator: "exists", value: true },
    ],
    "/conditions/1",
  ],
  ["a condition and its opposite", [{ type: "mfa" }, { type: "not", condition: { type: "mfa" } }], "/conditions/1"],
  ["inside all", [{ type: "mfa" }, { type: "all", conditions: [{ type: "not", condition: { type: "mfa" } }] }], "/conditions/1/conditions/0"],
  [
    "periods that do not meet",
    [
      { type: "period", notAfter: "2026-01-01T00:00:00Z" },
      { type: "period", notBefore: "2026-01-01T00:00:00Z" },
    ],
    "/conditions/1",
  ],
])("a contradiction is refused: %s", (_, conditions, pointer) => {
  expect(validatePolicy({ ...valid, conditions })).toMatchObject([{ severity: "error", code: "contradiction", pointer }]);
});

test.each<[string, PolicyDocument["conditions"]]>([
  [
    "bounds that meet",
    [
      { ...x, operator: "greater_than_or_equals", value: 5 },
      { ...x, operator: "less_than_or_equals", value: 5 },
    ],
  ],
  [
    "lists that share a value",
    [
      { ...x, operator: "in", value: ["a", "b"] },
      { ...x, operator: "in", value: ["b", "c"] },
    ],
  ],
  [
    "other attributes",
    [
      { ...x, operator: "equals", value: "a" },
      { ...x, attribute: "subject.attributes.y", operator: "equals", value: "b" },
    ],
  ],
  [
    "either of two",
    [
      {
        type: "any",
        conditions: [
          { ...x, operator: "equals", value: "a" },
          { ...x, operator: "equals", value: "b" },
        ],
      },
    ],
  ],
  [
    "absent twice",
    [
      { ...x, operator: "exists", value: false },
      { ...x, operator: "exists", value: false },
    ],
  ],
])("no contradiction: %s", (_, conditions) => {
  expect(validatePolicy({ ...valid, conditions })).toEqual([]);
});

test("a contradiction in one of several branches is warned of", () => {
  const branch = { type: "all", conditions: [{ type: "mfa" }, { type: "not", condition: { type: "mfa" } }] } as const;
  expect(validatePolicy({ ...valid, conditions: [{ type: "any", conditions: [{ type: "mfa" }, branch] }] })).toMatchObject([
    { severity: "warning", code: "unreachable", pointer: "/conditions/0/conditions/1/conditions/1" },
  ]);
});
