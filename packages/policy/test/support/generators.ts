/** Policies and inputs that have much to do with each other, so that few questions are answered by default. */

import * as fc from "fast-check";
import type { AttributeCondition, Condition, Operator, Policy, PolicyDocument, PolicyInput, Scalar, Weekday } from "../../src/index.ts";

export const zones: readonly string[] = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];

/** Moments around which clocks, days, months and years change. */
const edges = [
  "2026-03-29T01:00:00Z",
  "2026-10-25T01:00:00Z",
  "2026-03-08T07:00:00Z",
  "2026-11-01T06:00:00Z",
  "2026-04-04T15:00:00Z",
  "2026-10-03T15:30:00Z",
  "2024-02-29T00:00:00Z",
  "2026-02-28T23:59:59.999Z",
  "2026-04-30T22:00:00Z",
  "2026-12-31T18:30:00Z",
  "2026-01-01T00:00:00Z",
].map((text) => Date.parse(text));

export const momentArbitrary: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...edges), fc.integer({ min: -7_300_000, max: 7_300_000 })).map(([edge, by]) => edge + by) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...edges), fc.integer({ min: -2, max: 2 })).map(([edge, quarters]) => edge + quarters * 900_000) },
  { weight: 1, arbitrary: fc.integer({ min: Date.parse("2020-01-01T00:00:00Z"), max: Date.parse("2030-01-01T00:00:00Z") }) },
);

const iso = momentArbitrary.map((moment) => new Date(moment).toISOString());

const ranges = [
  "10.0.0.0/8",
  "10.1.0.0/16",
  "203.0.113.0/24",
  "203.0.113.7",
  "0.0.0.0/0",
  "2001:db8::/32",
  "2001:db8::1",
  "::ffff:10.0.0.0/104",
  "::/0",
  "fe80::/10",
];

const addresses = [
  "10.0.0.1",
  "10.255.255.255",
  "11.0.0.0",
  "203.0.113.7",
  "203.0.114.0",
  "::ffff:203.0.113.7",
  "::ffff:cb00:7107",
  "2001:db8::1",
  "2001:DB8:0:0:0:0:0:1",
  "2001:db9::",
  "::1",
  "::203.0.113.7",
  "fe80::1%eth0",
  "010.0.0.1",
  "10.0.0",
  "10.0.0.256",
  "1:2:3:4:5:6:7::8",
  "",
  "localhost",
];

const weekdays: Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const timesOfDay = ["00:00", "00:30", "01:45", "02:00", "02:30", "03:00", "05:30", "12:00", "22:00", "23:59"];

const scalar: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar[]>("a", "b", "ab", "usr_1", "2026-03-29T01:00:00Z", 0, 1, 2, 2.5, true, false);
const scalarList = fc.oneof(
  fc.uniqueArray(fc.constantFrom("a", "b", "ab", "usr_1"), { minLength: 1, maxLength: 3 }),
  fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 3 }),
);

const path = fc.constantFrom(
  "subject.id",
  "subject.type",
  "subject.roles",
  "resource.id",
  "request.ip",
  "request.authentication.methods",
  "organizationId",
  "subject.attributes.x",
  "subject.attributes.y",
  "subject.attributes.x.z",
  "resource.attributes.x",
  "resource.attributes.y",
  "request.attributes.x",
);

const valueOf: Record<Exclude<Operator, "exists">, fc.Arbitrary<Scalar | readonly Scalar[]>> = {
  equals: scalar,
  not_equals: scalar,
  in: scalarList,
  not_in: scalarList,
  less_than: fc.constantFrom(0, 1, 2),
  less_than_or_equals: fc.constantFrom(0, 1, 2),
  greater_than: fc.constantFrom(0, 1, 2),
  greater_than_or_equals: fc.constantFrom(0, 1, 2),
  before: iso,
  after: iso,
  starts_with: fc.constantFrom("a", "usr", ""),
  ends_with: fc.constantFrom("b", "_1"),
  contains: fc.constantFrom("b", "sr_"),
  includes: scalar,
  includes_any: scalarList,
  includes_all: scalarList,
};

const attributeCondition: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("attribute" as const), attribute: path, operator: fc.constant("exists" as const), value: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(...(Object.keys(valueOf) as (keyof typeof valueOf)[])).chain((operator): fc.Arbitrary<AttributeCondition> =>
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({ type: fc.constant("attribute" as const), attribute: path, operator: fc.constant(operator), value: valueOf[operator] }),
        },
        { weight: 2, arbitrary: fc.record({ type: fc.constant("attribute" as const), attribute: path, operator: fc.constant(operator), valueFrom: path }) },
      ),
    ),
  },
);

const timeWindow: fc.Arbitrary<Condition> = fc
  .record(
    {
      type: fc.constant("time_window" as const),
      timeZone: fc.constantFrom(...zones),
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 5 }),
      from: fc.constantFrom(...timesOfDay),
      to: fc.constantFrom(...timesOfDay, "24:00"),
    },
    { requiredKeys: ["type", "timeZone"] },
  )
  .filter(({ from = "00:00", to = "24:00" }) => from !== to);

const period: fc.Arbitrary<Condition> = fc
  .tuple(momentArbitrary, fc.integer({ min: 1, max: 90_000_000 }), fc.constantFrom("both", "begin", "end"))
  .map(([begin, length, which]) => ({
    type: "period",
    ...(which === "end" ? {} : { notBefore: new Date(begin).toISOString() }),
    ...(which === "begin" ? {} : { notAfter: new Date(begin + length).toISOString() }),
  }));

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: attributeCondition },
  { weight: 2, arbitrary: timeWindow },
  { weight: 1, arbitrary: period },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("ip" as const), ranges: fc.uniqueArray(fc.constantFrom(...ranges), { minLength: 1, maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.constant<Condition>({ type: "mfa" }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("authentication_age" as const), maxSeconds: fc.constantFrom(1, 60, 300, 3600) }) },
);

export const conditionArbitrary: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("not" as const), condition: tie("condition") }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constantFrom("all" as const, "any" as const), conditions: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    },
  ),
})).condition;

const some = <T>(values: readonly T[], most: number): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most });

export const actionPatterns = ["*", "docs:*", "docs:read", "docs:write", "*:read", "docs:read:draft", "docs:*:draft", "audit:*", "audit:export"];
const resourcePatterns = ["*", "doc:*", "doc:a*", "doc:a1", "doc:b:1", "log:*"];
const subjectPatterns = ["*", "user:*", "user:usr_1", "user:usr_*", "role:admin", "role:a*", "role:*", "key:*"];

const documentArbitrary: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    effect: fc.constantFrom("allow" as const, "allow" as const, "deny" as const),
    priority: fc.constantFrom(0, 1, 2, 10),
    actions: some(actionPatterns, 2),
    resources: some(resourcePatterns, 2),
    subjects: some(subjectPatterns, 2),
    conditions: fc.array(conditionArbitrary, { minLength: 1, maxLength: 3 }),
    obligations: fc.uniqueArray(
      fc.constantFrom({ type: "log" }, { type: "mask", parameters: { fields: ["email"] } }, { type: "mask", parameters: { fields: [] } }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: ["effect", "actions", "resources"] },
);

export const policiesArbitrary: fc.Arbitrary<Policy[]> = fc
  .array(fc.tuple(documentArbitrary, fc.constantFrom(undefined, undefined, null, "org_1", "org_2")), { minLength: 0, maxLength: 8 })
  .map((all) =>
    all.map(([document, organizationId], index) => ({
      // Not in the order in which they come.
      id: `pol_${(index * 7) % 11}`,
      version: index,
      ...(organizationId === undefined ? {} : { organizationId }),
      document,
    })),
  );

const attributeValue = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: scalarList },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown[]>(null, [], ["a", 1], [{}], { z: "a" }, { z: 1 }, "2026-02-30T00:00:00Z", Number.NaN),
  },
);

const attributes = fc.record({ x: attributeValue, y: attributeValue }, { requiredKeys: [] });

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 5 });

/** Questions at a moment. Some lack what conditions ask for, some have it malformed. */
export function inputArbitrary(moment: fc.Arbitrary<number> = momentArbitrary): fc.Arbitrary<PolicyInput> {
  return moment.chain(
    (now) =>
      fc.record({
        action: fc.constantFrom("docs:read", "docs:write", "docs:read:draft", "docs:write:draft", "audit:export", "audit"),
        subject: fc.record({
          type: fc.constantFrom("user", "user", "key"),
          id: fc.constantFrom("usr_1", "usr_2", "b"),
          roles: maybe(fc.uniqueArray(fc.constantFrom("admin", "auditor", "member"), { maxLength: 2 })),
          attributes: maybe(attributes),
        }),
        resource: fc.record({ type: fc.constantFrom("doc", "doc", "log"), id: maybe(fc.constantFrom("a1", "a2", "b:1", "")), attributes: maybe(attributes) }),
        organizationId: maybe(fc.constantFrom("org_1", "org_2")),
        request: fc.record({
          ip: maybe(fc.constantFrom(...addresses)),
          time: fc.constant(new Date(now).toISOString()),
          authentication: maybe(
            fc.record({
              mfa: maybe(fc.boolean()),
              methods: maybe(fc.constantFrom(["a"], ["pwd", "otp"])),
              authenticatedAt: maybe(
                fc.oneof(
                  fc.constantFrom("soon", ""),
                  fc.constantFrom(-3_600_000, -300_000, -59_999, 0, 30_000, 3_600_000).map((by) => new Date(now + by).toISOString()),
                ),
              ),
            }),
          ),
          attributes: maybe(attributes),
        }),
      }) as fc.Arbitrary<PolicyInput>,
  );
}
