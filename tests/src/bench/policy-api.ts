/** Decisions through the API's pipeline, in an organization with ten thousand policies: credential, limits, question, answer. */
import { createMock, defineSeed, type Mock } from "@plinto/mock";
import type { PolicyDecision, PolicyDocument } from "@plinto/spec";
import { measure, noiseOf, perSecond, type Measured, type Row } from "./round.ts";

const many = 10_000;

const crowd = defineSeed({
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" } },
  organizations: {
    acme: {
      owner: "ada",
      members: { bob: "member" },
      policies: Object.fromEntries(Array.from({ length: many }, (_, index) => [`p${index}`, { document: policyFor(index) }])),
    },
  },
});

/** How many decisions a second the API gives, and how long the first one takes after a change. */
export async function policyApiRows(): Promise<Row[]> {
  const mock = createMock({ seed: crowd });
  await mock.ready();
  const member = { email: mock.seed.users.bob.email, password: mock.seed.users.bob.password, organizationId: mock.seed.organizations.acme.id };
  const signedIn = await call<{ session: { accessToken: string } }>(mock, "POST", "/v1/auth/sign-in", member, {});
  const bob = { authorization: `Bearer ${signedIn.session.accessToken}` };
  const environment = { authorization: `Bearer ${mock.keys.secretKey}`, "plinto-organization": mock.seed.organizations.acme.id };
  const question = { action: "module0:action0", resource: { type: "thing0", attributes: { organizationId: member.organizationId } } };
  const evaluate = async (): Promise<void> => {
    const { decision } = await call<PolicyDecision>(mock, "POST", "/v1/policies/evaluate", question, bob);
    if (decision !== "allow") throw new Error("The API denied what is allowed");
  };
  const [asked] = (await measure([{ name: "evaluate", run: (calls) => repeat(calls, evaluate) }], 2_000, 9)) as [Measured];
  const kept = await timesOf(2_000, evaluate);
  const { policies } = await call<{ policies: readonly { id: string }[] }>(mock, "GET", "/v1/policies/bundle", undefined, environment);
  const cold = await timesOf(60, evaluate, (round) => call(mock, "PATCH", `/v1/policies/${policies.at(-1)!.id}`, { name: `Change ${round}` }, environment));
  const rate = 1_000_000 / asked.medianMicroseconds;
  return [
    {
      path: `evaluatePolicies through the pipeline, ${many} policies`,
      value: perSecond(rate),
      must: "≥ 10000/s",
      held: rate >= 10_000,
      noise: noiseOf("itself", asked.spread),
    },
    { path: "the same, cached, 95th percentile", value: `${percentile(kept).toFixed(2)} ms`, must: "< 10 ms", held: percentile(kept) < 10 },
    {
      path: "the same, the first after a change of policies, 95th percentile",
      value: `${percentile(cold).toFixed(1)} ms`,
      must: "< 50 ms",
      held: percentile(cold) < 50,
    },
  ];
}

function policyFor(index: number): PolicyDocument {
  return {
    effect: "allow",
    actions: [`module${index % 500}:action${index}`],
    resources: [`thing${index % 50}:*`],
    subjects: ["role:member"],
    conditions: [{ type: "attribute", attribute: "resource.attributes.organizationId", operator: "equals", valueFrom: "organizationId" }],
  };
}

async function call<Answer>(mock: Mock, method: string, path: string, body: object | undefined, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await mock.fetch(mock.baseUrl + path, {
    method,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Answer;
}

async function repeat(times: number, one: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time += 1) await one();
}

/** How many milliseconds each of so many calls took, each after something else. */
async function timesOf(count: number, one: () => Promise<void>, before: (round: number) => Promise<unknown> = () => Promise.resolve()): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    await before(round);
    const from = performance.now();
    await one();
    times.push(performance.now() - from);
  }
  return times;
}

function percentile(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}
