/**
 * The same decision by several engines: a role may export the audit log of its own organization, with MFA, from one
 * network, in working hours, while it is not suspended.
 */
import { compilePolicies, createDecisionCache, type Policy, type PolicyInput } from "@plinto/policy";
import { measure, noiseOf, perSecond, quantile, type Contender, type Measured, type Row } from "./round.ts";
import { policyRivals } from "./policy-rivals.ts";

const many = 10_000;
const time = "2026-03-02T10:00:00.000Z";
const now = Date.parse(time);

const input: PolicyInput = {
  action: "audit:export",
  subject: { type: "user", id: "usr_1", roles: ["member"], attributes: { suspended: false } },
  resource: { type: "audit_log", attributes: { organizationId: "org_1" } },
  organizationId: "org_1",
  request: { ip: "203.0.113.7", authentication: { mfa: true, authenticatedAt: time } },
};

/** What engines decide faster than, and how much many policies cost. */
export async function policyRows(): Promise<Row[]> {
  const set = Array.from({ length: many }, (_, index) => policyFor(index));
  const engines = { one: compilePolicies([policyFor(0)], { now: () => now }), many: compilePolicies(set, { now: () => now }) };
  const cached = compilePolicies(set, { now: () => now, cache: createDecisionCache() });
  const ours: Contender[] = [
    contender("one policy", () => engines.one.evaluate(input).decision === "allow"),
    contender(`${many} policies`, () => engines.many.evaluate(input).decision === "allow"),
    contender(`${many} policies, cached`, () => cached.evaluate(input).decision === "allow"),
  ];
  const quick = await measure(ours, 100_000, 15);
  const rivals = await policyRivals();
  const slow = await measure([ours[0]!, ...rivals.map(({ name, decide }) => contender(name, decide))], 2_000, 15);
  const [one, ofMany, kept] = quick as [Measured, Measured, Measured];
  return [
    rateRow("decisions with role and conditions, one policy", one, 1_000_000),
    rateRow(`the same, ${many} policies indexed`, ofMany, 500_000),
    rateRow(`the same, ${many} policies, from the cache`, kept, 500_000),
    percentileRow(() => engines.many.evaluate(input)),
    compileRow(set),
    ...slow.slice(1).map((rival) => rivalRow(slow[0]!, rival)),
  ];
}

function policyFor(index: number): Policy {
  return {
    id: `pol_${index}`,
    document: {
      effect: "allow",
      actions: [index === 0 ? "audit:export" : `module${index % 500}:action${index}`],
      resources: [index === 0 ? "audit_log:*" : `thing${index % 50}:*`],
      subjects: ["role:member"],
      conditions: [
        { type: "attribute", attribute: "resource.attributes.organizationId", operator: "equals", valueFrom: "organizationId" },
        { type: "attribute", attribute: "subject.attributes.suspended", operator: "equals", value: false },
        { type: "mfa" },
        { type: "ip", ranges: ["203.0.113.0/24"] },
        { type: "time_window", timeZone: "UTC", from: "09:00", to: "17:00" },
      ],
    },
  };
}

function contender(name: string, decide: () => boolean): Contender {
  return {
    name,
    async run(calls) {
      for (let call = 0; call < calls; call += 1) if (!decide()) throw new Error(`${name} denied what is allowed`);
    },
  };
}

function rateRow(path: string, { medianMicroseconds, spread }: Measured, atLeast: number): Row {
  const value = 1_000_000 / medianMicroseconds;
  return { path, value: perSecond(value), must: `≥ ${perSecond(atLeast)}`, held: value >= atLeast, noise: noiseOf("itself", spread) };
}

function percentileRow(decide: () => void): Row {
  const times: number[] = [];
  for (let call = 0; call < 50_000; call += 1) {
    const from = performance.now();
    decide();
    times.push(performance.now() - from);
  }
  const value = quantile(times, 0.99);
  return { path: `one of ${many} policies decides, 99th percentile`, value: `${(value * 1000).toFixed(1)} µs`, must: "< 100 µs", held: value < 0.1 };
}

function compileRow(set: readonly Policy[]): Row {
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const from = performance.now();
    compilePolicies(set);
    times.push(performance.now() - from);
  }
  const value = quantile(times, 0.5);
  return { path: `${many} policies validated and compiled`, value: `${value.toFixed(0)} ms`, must: "< 100 ms", held: value < 100 };
}

function rivalRow(ours: Measured, rival: Measured): Row {
  const value = rival.medianMicroseconds / ours.medianMicroseconds;
  return {
    path: `the same decision by ${rival.name} takes`,
    value: `${value.toFixed(1)} × as long (${perSecond(1_000_000 / rival.medianMicroseconds)})`,
    must: "for comparison",
    held: true,
    noise: noiseOf("ours", ours.spread),
  };
}
