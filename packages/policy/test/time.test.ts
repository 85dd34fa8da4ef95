import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicies, createDecisionCache, type Condition } from "../src/index.ts";
import { inputArbitrary, policiesArbitrary } from "./support/generators.ts";
import { outcomeOf, policy, question } from "./support/one.ts";

const night = { type: "time_window", timeZone: "Europe/Berlin", days: ["friday"], from: "22:00", to: "06:00" } as const;
const office = {
  type: "time_window",
  timeZone: "Europe/Berlin",
  days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  from: "09:00",
  to: "17:00",
} as const;

test.each<[string, Condition, string, boolean]>([
  ["begins with its first moment", office, "2026-03-02T08:00:00.000Z", true],
  ["does not hold the moment before", office, "2026-03-02T07:59:59.999Z", false],
  ["ends before its last moment", office, "2026-03-02T16:00:00.000Z", false],
  ["holds until then", office, "2026-03-02T15:59:59.999Z", true],
  ["does not hold on other days", office, "2026-03-01T10:00:00Z", false],
  ["begins an hour earlier by UTC in summer", office, "2026-03-30T07:00:00Z", true],
  ["in the night of Friday, on Friday", night, "2026-03-06T21:00:00Z", true],
  ["in the night of Friday, on Saturday morning", night, "2026-03-07T04:59:59Z", true],
  ["not in the morning of Friday", night, "2026-03-06T04:00:00Z", false],
  ["not in the night of Saturday", night, "2026-03-07T22:00:00Z", false],
  ["passes the end of a month", { ...night, days: ["saturday"] }, "2026-02-28T23:30:00Z", true],
  ["passes the end of a month and ends there", { ...night, days: ["saturday"] }, "2026-03-01T05:00:00Z", false],
  ["passes the end of a year", { ...night, days: ["thursday"] }, "2026-12-31T23:30:00Z", true],
  ["on the 29th of February", { type: "time_window", timeZone: "UTC", days: ["thursday"] }, "2024-02-29T23:59:59.999Z", true],
  ["until midnight, which is the next day", { type: "time_window", timeZone: "UTC", days: ["thursday"], to: "24:00" }, "2024-03-01T00:00:00Z", false],
  ["to midnight as 00:00", { type: "time_window", timeZone: "UTC", from: "22:00", to: "00:00" }, "2024-03-01T23:00:00Z", true],
  ["to midnight as 00:00, and not beyond", { type: "time_window", timeZone: "UTC", from: "22:00", to: "00:00" }, "2024-03-01T00:00:00Z", false],
])("a window %s", (_, condition, time, holds) => {
  expect(outcomeOf(condition, { request: { time } })).toEqual({ outcome: holds ? "met" : "not_met", problem: null });
});

const between = (timeZone: string, from: string, to: string): Condition => ({ type: "time_window", timeZone, from, to });

test.each<[string, Condition, string, boolean]>([
  ["an hour that the clock leaves out does not come", between("Europe/Berlin", "02:00", "03:00"), "2026-03-29T01:00:00Z", false],
  ["nor in its last moment before", between("Europe/Berlin", "02:00", "03:00"), "2026-03-29T00:59:59.999Z", false],
  ["the hour after it comes at once", between("Europe/Berlin", "03:00", "04:00"), "2026-03-29T01:00:00Z", true],
  ["an hour that the clock shows twice holds the first time", between("Europe/Berlin", "02:00", "03:00"), "2026-10-25T00:30:00Z", true],
  ["and the second time", between("Europe/Berlin", "02:00", "03:00"), "2026-10-25T01:30:00Z", true],
  ["and then no more", between("Europe/Berlin", "02:00", "03:00"), "2026-10-25T02:00:00Z", false],
  ["a zone of half an hour", between("Asia/Kolkata", "09:00", "17:00"), "2026-03-02T03:30:00Z", true],
  ["a zone of half an hour, before", between("Asia/Kolkata", "09:00", "17:00"), "2026-03-02T03:29:59.999Z", false],
  ["a zone of three quarters", between("Asia/Kathmandu", "09:00", "17:00"), "2026-03-02T03:15:00Z", true],
  ["a clock that is changed by half an hour", between("Australia/Lord_Howe", "02:00", "02:30"), "2026-10-03T15:30:00Z", false],
  ["the half hour after that", between("Australia/Lord_Howe", "02:30", "03:00"), "2026-10-03T15:30:00Z", true],
  ["the half hour it shows twice", between("Australia/Lord_Howe", "01:30", "02:00"), "2026-04-04T15:15:00Z", true],
  ["a zone west of Greenwich with half an hour", between("America/St_Johns", "00:00", "00:30"), "2026-01-01T03:45:00Z", true],
  ["a day that a zone left out", { type: "time_window", timeZone: "Pacific/Apia", days: ["friday"] }, "2011-12-30T10:00:00Z", false],
])("%s", (_, condition, time, holds) => {
  expect(outcomeOf(condition, { request: { time } })).toEqual({ outcome: holds ? "met" : "not_met", problem: null });
});

test("a period holds from its beginning until just before its end", () => {
  const condition = { type: "period", notBefore: "2026-03-01T00:00:00+01:00", notAfter: "2026-04-01T00:00:00+02:00" } as const;
  const at = (time: string) => outcomeOf(condition, { request: { time } }).outcome;
  expect([at("2026-02-28T22:59:59.999Z"), at("2026-02-28T23:00:00Z"), at("2026-03-31T21:59:59.999Z"), at("2026-03-31T22:00:00Z")]).toEqual([
    "not_met",
    "met",
    "met",
    "not_met",
  ]);
});

test.each([
  "",
  "yesterday",
  "2026-03-02",
  "2026-03-02T10:00:00",
  "2026-02-30T10:00:00Z",
  "2026-13-01T10:00:00Z",
  "2026-03-02T24:00:00Z",
  "2026-03-02T10:00:60Z",
  "2026-03-02 10:00:00Z",
  "2026-03-02T10:00:00+2:00",
  "1969-12-31T23:59:59Z",
  `2026-03-02T10:00:00.${"0".repeat(40)}Z`,
])("the time %o cannot be told, so no window holds", (time) => {
  expect(outcomeOf({ type: "time_window", timeZone: "UTC" }, { request: { time } })).toEqual({ outcome: "undetermined", problem: "time_malformed" });
});

test("without a time in the input the engine's clock counts", () => {
  let now = Date.parse("2026-03-02T10:00:00Z");
  const engine = compilePolicies([policy("one", { conditions: [office] })], { now: () => now });
  expect(engine.evaluate(question()).decision).toBe("allow");
  now = Date.parse("2026-03-02T18:00:00Z");
  expect(engine.evaluate(question()).decision).toBe("deny");
});

test.each([
  [-3600, "not_met", null],
  [-301, "not_met", null],
  [-300, "met", null],
  [0, "met", null],
  [60, "met", null],
  [61, "undetermined", "time_malformed"],
])("a proof that is %s seconds away counts as %s within five minutes", (seconds, outcome, problem) => {
  const time = Date.parse("2026-03-02T10:00:00Z");
  const authentication = { authenticatedAt: new Date(time + seconds * 1000).toISOString() };
  expect(outcomeOf({ type: "authentication_age", maxSeconds: 300 }, { request: { time: new Date(time).toISOString(), authentication } })).toEqual({
    outcome,
    problem,
  });
});

test("an answer says until when time alone does not change it", () => {
  const until = (condition: Condition, time: string) =>
    compilePolicies([policy("one", { conditions: [condition] })]).evaluate(question({ request: { time } })).validUntil;
  expect(until(office, "2026-03-02T10:00:00Z")).toBe("2026-03-02T16:00:00.000Z");
  expect(until({ type: "period", notBefore: "2026-04-01T00:00:00Z" }, "2026-03-02T10:00:00Z")).toBe("2026-04-01T00:00:00.000Z");
  expect(until({ type: "period", notBefore: "2026-01-01T00:00:00Z" }, "2026-03-02T10:00:00Z")).toBeNull();
  expect(until({ type: "mfa" }, "2026-03-02T10:00:00Z")).toBeNull();
  // At two the clock will be put to three, and then the window has begun.
  expect(until(between("Europe/Berlin", "02:30", "05:00"), "2026-03-29T00:50:00Z")).toBe("2026-03-29T01:00:00.000Z");
});

// "It cannot be told" was kept beyond 1970, and St. John's put its clock at one minute past midnight.
test("what is kept of a moment before 1970, or of the minutes around a clock's change, ends where it stops being true", () => {
  const kept = (condition: Condition) => compilePolicies([policy("one", { conditions: [condition] })], { version: "1", cache: createDecisionCache() });
  const early = kept({ type: "time_window", timeZone: "UTC" });
  expect(early.evaluate(question({ request: { time: "1969-12-31T23:59:59Z" } }))).toMatchObject({ decision: "deny", validUntil: "1970-01-01T00:00:00.000Z" });
  expect(early.evaluate(question({ request: { time: "1970-01-01T00:00:01Z" } }))).toMatchObject({ decision: "allow", cached: false });
  const stJohns = between("America/St_Johns", "00:30", "02:00");
  const [caching, asking] = [kept(stJohns), compilePolicies([policy("one", { conditions: [stJohns] })])];
  for (let at = Date.parse("2010-03-14T03:15:00Z"); at < Date.parse("2010-03-14T03:50:00Z"); at += 20_000) {
    const asked = question({ request: { time: new Date(at).toISOString() } });
    expect({ at, decision: caching.evaluate(asked).decision }).toEqual({ at, decision: asking.evaluate(asked).decision });
  }
});

test("at every moment until then the answer is the same", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      policiesArbitrary,
      inputArbitrary(),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      (policies, input, parts) => {
        const engine = compilePolicies(policies);
        const now = Date.parse(input.request!.time!);
        const { decision, reason, stepUp, matched, validUntil } = engine.evaluate(input);
        const last = validUntil === null ? now + 40 * 86_400_000 : Date.parse(validUntil) - 1;
        if (last < now) return;
        for (const part of [...parts, 1]) {
          const time = new Date(Math.floor(now + (last - now) * part)).toISOString();
          expect(engine.evaluate({ ...input, request: { ...input.request, time } })).toMatchObject({ decision, reason, stepUp, matched });
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test("after the proof that a step-up asks for the same input is allowed", { timeout: 60_000 }, () => {
  let asked = 0;
  fc.assert(
    fc.property(policiesArbitrary, inputArbitrary(), (policies, input) => {
      const engine = compilePolicies(policies);
      const { stepUp } = engine.evaluate(input);
      if (stepUp === null) return;
      asked += 1;
      const { time, authentication } = input.request!;
      const proof = {
        ...authentication,
        ...(stepUp.mfa ? { mfa: true } : {}),
        ...(stepUp.maxAgeSeconds === null ? {} : { authenticatedAt: time! }),
      };
      expect(engine.evaluate({ ...input, request: { ...input.request, authentication: proof } }).decision).toBe("allow");
    }),
    { numRuns: 4_000 },
  );
  expect(asked).toBeGreaterThan(20);
});

test("the order in which policies come changes nothing", () => {
  fc.assert(
    fc.property(policiesArbitrary, inputArbitrary(), (policies, input) => {
      const { decisionId: _, ...forward } = compilePolicies(policies).evaluate(input);
      expect(compilePolicies(policies.toReversed()).evaluate(input)).toMatchObject(forward);
    }),
    { numRuns: 500 },
  );
});
