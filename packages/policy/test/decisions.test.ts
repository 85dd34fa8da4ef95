import { expect, test } from "vitest";
import { compilePolicies, compileValidated, explain, isPolicyError } from "../src/index.ts";
import { decide, policy, question } from "./support/one.ts";

test("without a policy that says anything, the answer is no", () => {
  expect(decide([])).toMatchObject({ decision: "deny", reason: "default_deny", matched: [], obligations: [], stepUp: null, validUntil: null, cached: false });
});

test("an allow applies to its actions, resources and subjects only", () => {
  const policies = [policy("one", { actions: ["docs:read"], resources: ["doc:doc_1", "doc:draft-*"], subjects: ["role:editor", "user:usr_9"] })];
  const subject = { type: "user", id: "usr_1", roles: ["editor"] };
  expect(decide(policies, question({ subject }))).toMatchObject({
    decision: "allow",
    reason: "policy_allow",
    matched: [{ policyId: "one", version: null, effect: "allow", priority: 0, determined: true }],
  });
  expect(decide(policies, question({ subject, resource: { type: "doc", id: "draft-7" } })).decision).toBe("allow");
  expect(decide(policies, question({ subject: { type: "user", id: "usr_9" } })).decision).toBe("allow");
  expect(decide(policies, question({ subject, action: "docs:write" })).reason).toBe("default_deny");
  expect(decide(policies, question({ subject, resource: { type: "doc", id: "doc_2" } })).reason).toBe("default_deny");
  expect(decide(policies, question({ subject, resource: { type: "doc" } })).reason).toBe("default_deny");
  expect(decide(policies, question({ subject: { type: "user", id: "editor" } })).reason).toBe("default_deny");
});

test.each([
  ["documents:*", "documents:read", true],
  ["documents:*", "documents:read:draft", true],
  ["documents:*", "documents", false],
  ["documents:*", "documentsx:read", false],
  ["*", "documents:read:draft", true],
  ["*:read", "documents:read", true],
  ["*:read", "documents:sub:read", false],
  ["documents:*:draft", "documents:read:draft", true],
  ["documents:*:draft", "documents:draft", false],
  ["documents.read", "documentsxread", false],
  ["documents:read", "documents:Read", false],
])("the action pattern %s and the action %s: %s", (pattern, action, fits) => {
  expect(decide([policy("one", { actions: [pattern] })], question({ action })).decision).toBe(fits ? "allow" : "deny");
});

test("of two policies that apply the higher priority decides, and of two of the same a deny", () => {
  const allow = policy("allow", { priority: 5 });
  expect(decide([allow, policy("deny", { effect: "deny", priority: 4 })])).toMatchObject({ decision: "allow", matched: [{ policyId: "allow", priority: 5 }] });
  expect(decide([allow, policy("deny", { effect: "deny", priority: 5 })])).toMatchObject({
    decision: "deny",
    reason: "policy_deny",
    matched: [{ policyId: "deny" }],
  });
  expect(decide([allow, policy("deny", { effect: "deny", priority: 6 })]).reason).toBe("policy_deny");
});

test("a policy of an organization says nothing elsewhere, and nothing where no organization is named", () => {
  const policies = [policy("ours", {}, { organizationId: "org_1" })];
  expect(decide(policies, question({ organizationId: "org_1" })).decision).toBe("allow");
  expect(decide(policies, question({ organizationId: "org_2" })).reason).toBe("default_deny");
  expect(decide(policies, question()).reason).toBe("default_deny");
  expect(decide([policy("all", {}, { organizationId: null })], question({ organizationId: "org_2" })).decision).toBe("allow");
});

test("what the input lacks keeps an allow from applying and lets a deny apply", () => {
  const conditions = [{ type: "ip", ranges: ["10.0.0.0/8"] }] as const;
  expect(decide([policy("allow", { conditions })]).reason).toBe("default_deny");
  const denials = [policy("allow"), policy("deny", { effect: "deny", conditions: [{ type: "not", condition: conditions[0] }] })];
  expect(decide(denials)).toMatchObject({ reason: "policy_deny_undetermined", matched: [{ policyId: "deny", determined: false }] });
  expect(decide(denials, question({ request: { ip: "10.0.0.1" } })).decision).toBe("allow");
  expect(decide(denials, question({ request: { ip: "11.0.0.1" } })).reason).toBe("policy_deny");
});

test("every obligation of the deciding policies is named once, and none of the others", () => {
  const log = { type: "log" };
  const mask = { type: "mask", parameters: { fields: ["email"] } };
  const { obligations } = decide([
    policy("a", { obligations: [log] }),
    policy("b", { obligations: [log, mask] }),
    policy("c", { obligations: [{ type: "never" }], conditions: [{ type: "mfa" }] }),
    policy("d", { obligations: [{ type: "lower" }], priority: 0, effect: "allow", subjects: ["user:other"] }),
  ]);
  expect(obligations).toEqual([log, mask]);
});

test("a denial that a new proof would turn says which one", () => {
  const request = { time: "2026-03-02T10:00:00Z", authentication: { mfa: false, authenticatedAt: "2026-03-02T08:00:00Z" } };
  const fresh = policy("fresh", { conditions: [{ type: "authentication_age", maxSeconds: 300 }] });
  const strong = policy("strong", { conditions: [{ type: "mfa" }, { type: "authentication_age", maxSeconds: 600 }] });
  expect(decide([fresh], question({ request })).stepUp).toEqual({ mfa: false, maxAgeSeconds: 300 });
  expect(decide([strong], question({ request })).stepUp).toEqual({ mfa: true, maxAgeSeconds: 600 });
  expect(decide([fresh, strong], question({ request })).stepUp, "the weaker one does").toEqual({ mfa: false, maxAgeSeconds: 300 });
  const denied = [policy("all"), policy("no mfa", { effect: "deny", conditions: [{ type: "not", condition: { type: "mfa" } }] })];
  expect(decide(denied, question({ request }))).toMatchObject({ reason: "policy_deny", stepUp: { mfa: true, maxAgeSeconds: null } });
  expect(decide([policy("role", { subjects: ["role:x"], conditions: [{ type: "mfa" }] })], question({ request })).stepUp, "no proof helps").toBeNull();
  expect(decide([fresh], question({ request: { time: "2026-03-02T08:01:00Z", authentication: request.authentication } })).stepUp).toBeNull();
});

test("more policies about one input than the budget has deny, even when the first would allow", () => {
  const many = Array.from({ length: 1001 }, (_, index) => policy(`p${index}`, index === 0 ? { priority: 9 } : {}));
  expect(decide(many)).toMatchObject({ decision: "deny", reason: "too_many_candidates", matched: [] });
  expect(decide(many.slice(1)).reason).toBe("policy_allow");
  const elsewhere = many.map((one, index) => (index < 500 ? { ...one, organizationId: "org_2" } : one));
  expect(decide(elsewhere).reason, "policies about something else do not count").toBe("policy_allow");
});

test("conditions that take more steps than the budget has deny, even when a later policy would allow", () => {
  const nested = { type: "all", conditions: Array.from({ length: 9 }, () => ({ type: "not", condition: { type: "mfa" } }) as const) } as const;
  const policies = [policy("costly", { conditions: [nested], priority: 1 }), policy("free")];
  const input = question({ request: { authentication: { mfa: false } } });
  expect(compilePolicies(policies, { budget: { maxSteps: 18 } }).evaluate(input)).toMatchObject({ decision: "deny", reason: "budget_exhausted", matched: [] });
  expect(compilePolicies(policies, { budget: { maxSteps: 19 } }).evaluate(input).reason).toBe("policy_allow");
});

test("a decision names itself and the policies' version", () => {
  const engine = compilePolicies([policy("one", {}, { version: 3 })], { version: "etag-7", now: () => Date.parse("2026-03-02T10:00:00Z") });
  const [first, second] = [engine.evaluate(question()), engine.evaluate(question())];
  expect(first).toMatchObject({ policyVersion: "etag-7", matched: [{ version: 3 }] });
  expect(first.decisionId).toMatch(/^dec_[0-9a-hjkmnp-tv-z]{26}$/);
  expect(second.decisionId > first.decisionId).toBe(true);
  expect(engine).toMatchObject({ version: "etag-7", size: 1 });
});

test("ids of decisions stay apart when the randomness is drawn anew", () => {
  const ids = new Set<string>();
  const engine = compilePolicies([], { random: (length) => new Uint8Array(length).fill(7), now: () => 0 });
  for (let made = 0; made < 5000; made += 1) ids.add(engine.evaluate(question()).decisionId);
  expect(ids.size).toBe(5000);
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["text", "docs:read"],
  ["no action", { subject: { type: "user", id: "u" }, resource: { type: "doc" } }],
  ["an action with a star", { action: "docs:*", subject: { type: "user", id: "u" }, resource: { type: "doc" } }],
  ["an empty action", { action: "", subject: { type: "user", id: "u" }, resource: { type: "doc" } }],
  ["a subject that passes for a role", { action: "docs:read", subject: { type: "role", id: "admin" }, resource: { type: "doc" } }],
  ["roles that are text", { action: "docs:read", subject: { type: "user", id: "u", roles: "admin" }, resource: { type: "doc" } }],
  ["a resource without a type", { action: "docs:read", subject: { type: "user", id: "u" }, resource: {} }],
  ["an id that is a number", { action: "docs:read", subject: { type: "user", id: 1 }, resource: { type: "doc" } }],
])("%s is no question, and the answer is no", (_, input) => {
  const engine = compilePolicies([policy("all", { actions: ["*"], resources: ["*"] })]);
  expect(engine.evaluate(input as never)).toMatchObject({ decision: "deny", reason: "input_invalid", matched: [] });
  expect(explain(engine, input as never)).toMatchObject({ reason: "input_invalid", considered: [] });
});

test("an input that throws when it is read is denied", () => {
  const attributes = {
    get x(): never {
      throw new Error("no");
    },
  };
  const policies = [policy("one", { conditions: [{ type: "attribute", attribute: "subject.attributes.x", operator: "exists", value: false }] })];
  expect(decide(policies, question({ subject: { type: "user", id: "u", attributes } }))).toMatchObject({ decision: "deny", reason: "evaluation_failed" });
});

test("two policies of one id, and a budget of nothing, are refused", () => {
  expect(() => compilePolicies([policy("one"), policy("one")])).toThrow(expect.objectContaining({ code: "policy_id_duplicate", policyId: "one" }));
  expect(() => compilePolicies([], { budget: { maxSteps: 0 } })).toThrow(expect.objectContaining({ code: "option_invalid" }));
  expect(() => compilePolicies([], { budget: { maxCandidates: Number.NaN } })).toThrow(expect.objectContaining({ code: "option_invalid" }));
});

test.each([
  ["/conditions/0/type", "condition_unknown", { conditions: [{ type: "moon" }] }],
  ["/conditions/0/operator", "operator_unknown", { conditions: [{ type: "attribute", attribute: "subject.id", operator: "matches", value: "a" }] }],
  ["/conditions/0/timeZone", "time_zone_unknown", { conditions: [{ type: "time_window", timeZone: "Mars/Base" }] }],
  ["/conditions/0/ranges", "address_invalid", { conditions: [{ type: "ip", ranges: ["10.0.0.0/x"] }] }],
  ["/languageVersion", "language_version_unsupported", { languageVersion: 2 }],
  ["/effect", "value_invalid", { effect: "permit" }],
])("what this version cannot read at %s is refused, validated or not", (pointer, code, document) => {
  const policies = [policy("one", document as never)];
  const thrown = thrownBy(() => compilePolicies(policies));
  if (!isPolicyError(thrown, "policy_invalid")) throw new Error("was not refused");
  expect(thrown.policyId).toBe("one");
  expect(thrown.message).toContain(`The policy "one" has a fault at ${pointer}`);
  expect(thrown.diagnostics[0]).toMatchObject({ severity: "error", code });
  expect(thrown.diagnostics[0]!.pointer.startsWith(pointer)).toBe(true);
  const unread = thrownBy(() => compileValidated(policies));
  if (!isPolicyError(unread, "policy_unsupported")) throw new Error("was not refused");
  expect(unread.message).toBe(`This version cannot read all of the policy "one": take a newer one.`);
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("an error of another copy of the package is recognised, another error is not", () => {
  expect(isPolicyError(new Error("no"))).toBe(false);
  expect(isPolicyError(undefined)).toBe(false);
  const foreign = Object.assign(new Error("no"), { [Symbol.for("@plinto/policy/error")]: {}, code: "policy_invalid" });
  expect(isPolicyError(foreign, "policy_invalid")).toBe(true);
  expect(isPolicyError(foreign, "option_invalid")).toBe(false);
});
