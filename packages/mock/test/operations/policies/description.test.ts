import { validatePolicy } from "@plinto/policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { validators } from "../../../src/generated/validators/policies.js";
import { createMock } from "../../../src/index.ts";
import { atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const isDescribed = (document: unknown): boolean => validators["createPolicy_body"]!({ name: "Policy", document });
const isTaken = (document: unknown): boolean => validatePolicy(document).every(({ severity }) => severity !== "error");

// A window from 24:00 was taken, and every answer that showed the policy was a 500 from then on: the list, the bundle, all.
test("a window that begins at 24:00 is refused, and lists and bundles go on", async () => {
  const mock = createMock();
  const ada = await atAcme(mock, "ada");
  const document = (from: string, to: string): object => ({ ...deny("documents:read"), conditions: [{ type: "time_window", timeZone: "UTC", from, to }] });
  await newPolicy(ada, deny("documents:read"));

  expect(await ada.post("/v1/policies", { name: "Never", document: document("24:00", "12:00") })).toMatchObject({
    status: 400,
    body: { code: "policy_invalid", errors: [{ pointer: "/document/conditions/0/from" }] },
  });
  expect((await ada.post("/v1/policies/validate", { document: document("24:00", "12:00") })).body.valid).toBe(false);
  expect((await ada.post("/v1/policies", { name: "Evening", document: document("12:00", "24:00") })).status).toBe(201);
  expect((await ada.get("/v1/policies")).body.data).toHaveLength(2);
  expect((await environmentAtAcme(mock).get("/v1/policies/bundle")).status).toBe(200);
});

/** Mostly what is right, so that whole documents come through, and now and then what may be wrong. */
const mostly = <Value>(right: fc.Arbitrary<Value>, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: odd });

const oddTime = mostly(fc.constantFrom("00:00", "09:30", "23:59", "24:00"), fc.constantFrom("24:01", "9:30", "", "09:30:00", "09:60"));
const oddMoment = fc.constantFrom("2030-01-01T00:00:00Z", "2030-01-01t00:00:00z", "2031-06-01T00:00:00.123456789+23:59", "2030-02-30T00:00:00Z", "soon");
const oddText = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom("x".repeat(1_024), "x".repeat(1_025), "\u{1f600}".repeat(512), "\u{1f600}".repeat(1_024)),
);
const oddValue = fc.oneof(oddText, fc.double(), fc.boolean(), fc.array(fc.oneof(oddText, fc.integer(), fc.boolean()), { maxLength: 3 }));
const path = fc.constantFrom("subject.id", "resource.attributes.n", `resource.attributes${".abcdefghij".repeat(8)}`, "request.__proto__", "subject.roles");
const operator = fc.constantFrom("equals", "in", "exists", "less_than", "before", "starts_with", "includes", "includes_any", "like");

const leaf = fc.oneof(
  fc.record({ type: fc.constant("mfa") }),
  fc.record({ type: fc.constant("authentication_age"), maxSeconds: mostly(fc.constantFrom(0, 1, 31_536_000), fc.constantFrom(-1, 1.5, 31_536_001)) }),
  fc.record({
    type: fc.constant("ip"),
    ranges: fc.array(fc.constantFrom("::", "10.0.0.0/8", "2001:DB8::/32", "10.0.0.1/8", "0000:0000:0000:0000:0000:ffff:255.255.255.255/128"), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record(
    { type: fc.constant("time_window"), timeZone: fc.constantFrom("UTC", "utc", "Europe/Berlin", "+05:30", ""), from: oddTime, to: oddTime },
    { requiredKeys: ["type", "timeZone"] },
  ),
  fc.record({ type: fc.constant("period"), notBefore: oddMoment, notAfter: oddMoment }, { requiredKeys: ["type"] }),
  fc.record(
    { type: fc.constant("attribute"), attribute: path, operator, value: oddValue, valueFrom: path },
    { requiredKeys: ["type", "attribute", "operator"] },
  ),
);
const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constantFrom("all", "any"), conditions: fc.array(tie("condition"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ type: fc.constant("not"), condition: tie("condition") }),
  ),
}));
const pattern = mostly(
  fc.constantFrom("*", "documents:*", "user:usr_1", `user:${"\u{1f600}".repeat(127)}*`),
  fc.constantFrom("a".repeat(300), `user:${"\u{1f600}".repeat(255)}*`, "role:*x", ""),
);
const policyDocument = fc.record(
  {
    languageVersion: mostly(fc.constant(1), fc.constant(2)),
    effect: mostly(fc.constantFrom("allow", "deny"), fc.constant("maybe")),
    priority: mostly(fc.constantFrom(0, 1_000), fc.constantFrom(1_001, -1, 0.5)),
    actions: mostly(fc.constantFrom<string[]>(["documents:read"], ["*", "documents:*"]), fc.array(pattern, { maxLength: 2 })),
    resources: mostly(fc.constantFrom<string[]>(["*"], ["document:x"]), fc.constantFrom<string[]>(["document:*", "document:*"], [])),
    subjects: fc.array(pattern, { minLength: 1, maxLength: 2 }),
    conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
    obligations: fc.array(
      fc.record({ type: mostly(fc.constant("mask"), fc.constantFrom("", "a b")), parameters: fc.object({ maxDepth: 2 }) }, { requiredKeys: ["type"] }),
      { minLength: 1, maxLength: 2 },
    ),
  },
  { requiredKeys: ["effect", "actions", "resources"] },
);

test("whatever the language takes the description can show", () => {
  let taken = 0;
  fc.assert(
    fc.property(policyDocument, (document) => {
      if (!isTaken(document)) return;
      taken += 1;
      expect({ document, described: isDescribed(document) }).toEqual({ document, described: true });
    }),
    { numRuns: 3_000, seed: 5 },
  );
  expect(taken).toBeGreaterThan(200);
});

test.each(["from", "to"])("the language and the description agree on every time of day for %j", (end) => {
  const times = Array.from({ length: 26 * 61 }, (_, index) => `${String(Math.floor(index / 61)).padStart(2, "0")}:${String(index % 61).padStart(2, "0")}`);
  const whole = (time: string): object => ({
    ...deny("documents:read"),
    conditions: [{ type: "time_window", timeZone: "UTC", [end]: time, ...(end === "from" ? { to: "00:30" } : { from: "00:30" }) }],
  });

  // Where both ends are the same the window is empty, which is a fault of sense and not of shape.
  for (const time of times.filter((one) => one !== "00:30")) expect([time, isTaken(whole(time))]).toEqual([time, isDescribed(whole(time))]);
});
