import { expect, test } from "vitest";
import { compilePolicies, compileValidated, explain, validateInput, validatePolicy, type Condition, type PolicyInput } from "../src/index.ts";
import { decide, outcomeOf, policy, question } from "./support/one.ts";

const document = { effect: "allow", actions: ["docs:read"], resources: ["doc:*"] } as const;

/** Milliseconds that something takes. */
function timeOf(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

test("conditions as deep as a stack are refused before they fill it", () => {
  let condition: unknown = { type: "mfa" };
  for (let level = 0; level < 100_000; level += 1) condition = { type: "not", condition };
  const [fault, ...more] = validatePolicy({ ...document, conditions: [condition] });
  expect(fault).toMatchObject({ code: "too_deep" });
  expect(more).toEqual([]);
});

test("conditions that contain themselves are refused", () => {
  const round: { type: string; conditions: unknown[] } = { type: "all", conditions: [] };
  round.conditions = Array.from({ length: 200 }, () => round);
  expect(timeOf(() => expect(validatePolicy({ ...document, conditions: [round] })[0]).toMatchObject({ severity: "error" }))).toBeLessThan(1_000);
});

test("lists of a million are refused by their length", () => {
  const million = Array.from({ length: 1_000_000 }, (_, index) => `a${index}`);
  for (const part of [{ actions: million }, { resources: million }, { subjects: million }, { conditions: million }, { obligations: million }]) {
    expect(validatePolicy({ ...document, ...part })).toMatchObject([{ code: "list_too_long" }]);
  }
});

test("a pattern of many stars is matched in no time", () => {
  const actions = [`${"*:".repeat(7)}x`];
  const action = Array.from({ length: 8 }, () => "a".repeat(64)).join(":");
  expect(timeOf(() => decide([policy("one", { actions })], question({ action })))).toBeLessThan(100);
});

// Three million prefixes that all begin like the subject took 89 ms, and no budget ended it. Now those of one length are looked up.
test("prefixes of many lengths are steps, so that the budget ends them", () => {
  const subjects = Array.from({ length: 250 }, (_, index) => `user:${"a".repeat(index)}b*`);
  const policies = Array.from({ length: 100 }, (_, index) => policy(`pol_${index}`, { subjects }));
  const asked = question({ subject: { type: "user", id: "a".repeat(255) } });
  expect(compilePolicies(policies, { budget: { maxSteps: 249 * 100 } }).evaluate(asked).reason).toBe("default_deny");
  const exhausted = compilePolicies(policies, { budget: { maxSteps: 249 * 100 - 1 } });
  expect(exhausted.evaluate(asked)).toMatchObject({ decision: "deny", reason: "budget_exhausted" });
  expect(compilePolicies(policies, { budget: { maxSteps: 249, maxCandidates: 1 } }).evaluate(asked).reason).toBe("budget_exhausted");
  expect(explain(exhausted, asked)).toMatchObject({ reason: "budget_exhausted", candidates: 0 });
});

test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
  "an attribute called %s is what the input has of its own, or nothing",
  (name) => {
    const condition: Condition = { type: "attribute", attribute: `subject.attributes.${name}`, operator: "exists", value: true };
    const isRefused = ["__proto__", "constructor", "prototype"].includes(name);
    expect(validatePolicy({ ...document, conditions: [condition] }).map(({ code }) => code)).toEqual(isRefused ? ["attribute_unknown"] : []);
    const engine = compileValidated([policy("one", { conditions: [condition] })]);
    const about = (attributes: object): PolicyInput => question({ subject: { type: "user", id: "u", attributes: attributes as never } });
    expect(engine.evaluate(about({})).decision).toBe("deny");
    expect(engine.evaluate(about(JSON.parse(`{${JSON.stringify(name)}: 1}`))).decision).toBe("allow");
  },
);

test("names that every object has are no roles, types, actions or operators", () => {
  const policies = [policy("one", { subjects: ["role:admin"] })];
  for (const name of ["constructor", "__proto__", "toString"]) {
    expect(decide(policies, question({ action: name, subject: { type: name, id: name, roles: [name] }, resource: { type: name, id: name } })).reason).toBe(
      "default_deny",
    );
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("an input with a list of a million ends within the budget, and is denied", () => {
  const condition: Condition = { type: "attribute", attribute: "subject.attributes.groups", operator: "includes", value: "staff" };
  const groups = Array.from({ length: 1_000_000 }, () => "staff");
  const policies = [policy("one", { conditions: [condition] }), policy("two")];
  const input = question({ subject: { type: "user", id: "u", attributes: { groups } } });
  expect(timeOf(() => expect(decide(policies, input)).toMatchObject({ decision: "deny", reason: "budget_exhausted" }))).toBeLessThan(500);
  const { considered, steps } = explain(compilePolicies(policies), input);
  expect(considered.map(({ outcome }) => outcome)).toEqual(["not_reached", "applies"]);
  expect(steps).toBe(100_000);
});

test("a text of a megabyte costs steps too", () => {
  const condition: Condition = { type: "attribute", attribute: "subject.attributes.name", operator: "contains", value: `${"a".repeat(1000)}b` };
  const policies = Array.from({ length: 20 }, (_, index) => policy(`p${index}`, { conditions: [condition] }));
  const input = question({ subject: { type: "user", id: "u", attributes: { name: "a".repeat(1_000_000) } } });
  expect(decide(policies, input).reason).toBe("budget_exhausted");
});

test("a thousand candidates with as many conditions as they may have end within the budget", () => {
  const conditions: Condition[] = [{ type: "any", conditions: Array.from({ length: 199 }, () => ({ type: "mfa" }) as const) }];
  const engine = compileValidated(Array.from({ length: 1000 }, (_, index) => policy(`p${index}`, { conditions })));
  const input = question({ request: { authentication: { mfa: false } } });
  expect(timeOf(() => expect(engine.evaluate(input).reason).toBe("budget_exhausted"))).toBeLessThan(1_000);
});

test("whoever asks for ever new actions does not fill the memory, and gets right answers", () => {
  const engine = compilePolicies([policy("one", { actions: ["docs:*"] })]);
  for (let index = 0; index < 10_000; index += 1) expect(engine.evaluate(question({ action: `docs:a${index}` })).decision).toBe("allow");
  expect(engine.evaluate(question({ action: "other:a1" })).decision).toBe("deny");
});

test("whoever sends ever new times gets right answers from the clock of a zone", () => {
  const condition: Condition = { type: "time_window", timeZone: "Europe/Berlin", from: "12:00", to: "13:00" };
  for (let quarter = 0; quarter < 500; quarter += 1) {
    const time = new Date(Date.parse("2026-03-27T00:00:00Z") + quarter * 900_000);
    const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit" }).format(time));
    expect(outcomeOf(condition, { request: { time: time.toISOString() } }).outcome).toBe(hour === 12 ? "met" : "not_met");
  }
});

test("an input nested beyond any depth is read no deeper than its faults", () => {
  let attributes: Record<string, unknown> = {};
  for (let level = 0; level < 100_000; level += 1) attributes = { x: attributes };
  const input = question({ subject: { type: "user", id: "u", attributes } });
  expect(validateInput(input)).toEqual([]);
  expect(
    decide([policy("one", { conditions: [{ type: "attribute", attribute: "subject.attributes.x.x.x.x", operator: "equals", value: 1 }] })], input).reason,
  ).toBe("default_deny");
});
