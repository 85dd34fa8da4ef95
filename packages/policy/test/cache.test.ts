import { expect, test } from "vitest";
import { compilePolicies, createDecisionCache, type Condition, type PolicyInput } from "../src/index.ts";
import { policy, question } from "./support/one.ts";

const start = Date.parse("2026-03-02T10:00:00Z");
const owner: Condition = { type: "attribute", attribute: "resource.attributes.ownerId", operator: "equals", valueFrom: "subject.id" };
const owned = (ownerId: unknown, id: string = "doc_1"): PolicyInput => question({ resource: { type: "doc", id, attributes: { ownerId } } });

test("the same question is answered from the cache, with an id of its own", () => {
  const cache = createDecisionCache();
  const engine = compilePolicies([policy("one", { conditions: [owner] })], { cache });
  const [first, second] = [engine.evaluate(owned("usr_1")), engine.evaluate(owned("usr_1"))];
  expect(first).toMatchObject({ decision: "allow", cached: false });
  expect(second).toEqual({ ...first, cached: true, decisionId: second.decisionId });
  expect(second.decisionId).not.toBe(first.decisionId);
  expect(cache.stats()).toEqual({ hits: 1, misses: 1, hitRate: 0.5, entries: 1 });
});

test("whatever a condition reads is part of the key, and nothing else is", () => {
  const engine = compilePolicies([policy("one", { conditions: [owner] })], { cache: createDecisionCache() });
  engine.evaluate(owned("usr_1"));
  expect(engine.evaluate(owned("usr_2"))).toMatchObject({ decision: "deny", cached: false });
  expect(engine.evaluate({ ...owned("usr_1"), request: { ip: "10.0.0.1", attributes: { any: 1 } } })).toMatchObject({ decision: "allow", cached: true });
});

test.each<[string, Partial<PolicyInput>]>([
  ["another action", { action: "docs:write" }],
  ["another subject", { subject: { type: "user", id: "usr_2" } }],
  ["a subject of another type", { subject: { type: "key", id: "usr_1" } }],
  ["other roles", { subject: { type: "user", id: "usr_1", roles: ["admin"] } }],
  ["another resource", { resource: { type: "doc", id: "doc_2" } }],
  ["no resource", { resource: { type: "doc" } }],
  ["another organization", { organizationId: "org_2" }],
])("%s is another question", (_, rest) => {
  const engine = compilePolicies([policy("one", { actions: ["docs:*"] })], { cache: createDecisionCache() });
  engine.evaluate(question());
  expect(engine.evaluate(question(rest)).cached).toBe(false);
  expect(engine.evaluate(question(rest)).cached).toBe(true);
});

test("an entry ends at the next moment at which time changes the answer, and did not begin before it was asked for", () => {
  let now = start;
  const window: Condition = { type: "time_window", timeZone: "UTC", from: "09:00", to: "10:01" };
  const engine = compilePolicies([policy("one", { conditions: [window] })], { cache: createDecisionCache(), now: () => now });
  expect(engine.evaluate(question())).toMatchObject({ decision: "allow", cached: false, validUntil: "2026-03-02T10:01:00.000Z" });
  now = start + 59_999;
  expect(engine.evaluate(question())).toMatchObject({ decision: "allow", cached: true });
  now = start + 60_000;
  expect(engine.evaluate(question())).toMatchObject({ decision: "deny", cached: false });
  expect(engine.evaluate(question({ request: { time: "2026-03-02T09:59:00Z" } }))).toMatchObject({ decision: "allow", cached: false });
});

test("an entry ends after its life even when nothing changes", () => {
  let now = start;
  const engine = compilePolicies([policy("one")], { cache: createDecisionCache({ ttlMs: 1000 }), now: () => now });
  engine.evaluate(question());
  now += 999;
  expect(engine.evaluate(question()).cached).toBe(true);
  now += 1;
  expect(engine.evaluate(question()).cached).toBe(false);
});

test("the entry that was not used for longest goes first", () => {
  const cache = createDecisionCache({ maxEntries: 2 });
  const engine = compilePolicies([policy("one")], { cache });
  for (const id of ["a", "b", "a", "c"]) engine.evaluate(owned("u", id));
  expect([engine.evaluate(owned("u", "a")).cached, engine.evaluate(owned("u", "c")).cached, engine.evaluate(owned("u", "b")).cached]).toEqual([
    true,
    true,
    false,
  ]);
  expect(cache.stats().entries).toBe(2);
});

test("versions stand in the key for what they are versions of", () => {
  const engine = compilePolicies([policy("one", { conditions: [owner] })], { cache: createDecisionCache() });
  const versions = { roles: "1", data: "7" };
  engine.evaluate(owned("usr_1"), { versions });
  expect(engine.evaluate(owned("usr_1"), { versions }).cached).toBe(true);
  expect(engine.evaluate(owned("usr_2"), { versions: { ...versions, data: "8" } })).toMatchObject({ decision: "deny", cached: false });
  expect(engine.evaluate(owned("usr_1"), { versions: { ...versions, roles: "2" } }).cached).toBe(false);
  expect(engine.evaluate(owned("usr_1")).cached).toBe(false);
});

test("engines share a cache by their version, and those without one do not meet", () => {
  const cache = createDecisionCache();
  const [allows, denies] = [[policy("one")], [policy("one", { effect: "deny" })]];
  expect(compilePolicies(allows, { cache, version: "1" }).evaluate(question()).decision).toBe("allow");
  expect(compilePolicies(denies, { cache, version: "2" }).evaluate(question()).decision).toBe("deny");
  expect(compilePolicies(allows, { cache, version: "1" }).evaluate(question())).toMatchObject({ decision: "allow", cached: true });
  expect(compilePolicies(allows, { cache }).evaluate(question()).cached).toBe(false);
  expect(compilePolicies(denies, { cache }).evaluate(question())).toMatchObject({ decision: "deny", cached: false });
});

test.each<[string, unknown]>([
  ["a date", new Date(start)],
  ["an object that writes itself as the owner", { toJSON: () => "usr_1" }],
  ["a list with an object in it", [{}]],
  ["a number that JSON has not", Number.NaN],
  ["more than a key is worth", "x".repeat(5000)],
])("%s is never answered from the cache", (_, ownerId) => {
  const engine = compilePolicies([policy("one", { conditions: [owner] })], { cache: createDecisionCache() });
  expect(engine.evaluate(owned("usr_1")).decision).toBe("allow");
  for (let time = 0; time < 2; time += 1) expect(engine.evaluate(owned(ownerId))).toMatchObject({ decision: "deny", cached: false });
});

test("a malformed time and a malformed question are not kept", () => {
  const cache = createDecisionCache();
  const engine = compilePolicies([policy("one")], { cache });
  engine.evaluate(question({ request: { time: "soon" } }));
  engine.evaluate({} as never);
  expect(cache.stats().entries).toBe(0);
});

test("a cleared cache has forgotten its decisions, not how it has done", () => {
  const cache = createDecisionCache();
  const engine = compilePolicies([policy("one")], { cache });
  engine.evaluate(question());
  cache.clear();
  expect(engine.evaluate(question()).cached).toBe(false);
  expect(cache.stats()).toEqual({ hits: 0, misses: 2, hitRate: 0, entries: 1 });
  expect(createDecisionCache().stats().hitRate).toBe(0);
});

test("a cache of nothing is refused", () => {
  expect(() => createDecisionCache({ maxEntries: 0 })).toThrow(expect.objectContaining({ code: "option_invalid" }));
  expect(() => createDecisionCache({ ttlMs: Number.NaN })).toThrow("ttlMs has to be 1 or more");
});
