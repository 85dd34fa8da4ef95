import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, userId } from "../../api.ts";
import { callFrom } from "../../from-address.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const evaluate = "/v1/policies/evaluate";
const document = { type: "document", id: "doc_1" };

async function sampling(mock: Mock, policyEvaluationSampling: number): Promise<void> {
  await asEnvironment(mock).patch("/v1/environment", { policyEvaluationSampling });
}

describe("evaluatePolicies", () => {
  test("decides of an application's own actions by policies alone", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");
    expect((await bob.post(evaluate, { action: "documents:read", resource: document })).body).toMatchObject({
      decision: "deny",
      reason: "default_deny",
      matched: [],
    });

    const policyId = await newPolicy(environmentAtAcme(mock), {
      ...allow("documents:*", "role:member"),
      obligations: [{ type: "mask_fields", parameters: { fields: ["email"] } }],
    });

    const answer = await bob.post(evaluate, { action: "documents:read", resource: document });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        decision: "allow",
        reason: "policy_allow",
        decisionId: expect.stringMatching(/^dec_[0-9a-z]{26}$/),
        matched: [{ policyId, version: 1, effect: "allow", priority: 0, determined: true }],
        obligations: [{ type: "mask_fields", parameters: { fields: ["email"] } }],
        stepUp: null,
        validUntil: null,
        cached: false,
      },
    });
    const again = (await bob.post(evaluate, { action: "documents:read", resource: document })).body;
    expect(again).toMatchObject({ decision: "allow", cached: true, policyVersion: answer.body.policyVersion });
    expect(again.decisionId).not.toBe(answer.body.decisionId);
  });

  test("decides of the API's own as every call is decided, roles included", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    const ask = async (action: string): Promise<unknown> => (await bob.post(evaluate, { action, resource: { type: "member" } })).body.reason;

    expect(await ask("members:read")).toBe("role_allow");
    expect(await ask("members:manage")).toBe("default_deny");
    expect(await ask("blog:publish")).toBe("role_allow");
    await newPolicy(ada, deny("members:read", "role:member"));
    expect(await ask("members:read")).toBe("policy_deny");
  });

  test("answers about others to whoever holds policies:evaluate, with their roles and addresses filled in", async () => {
    const mock = createMock();
    const [grace, bob] = [await atAcme(mock, "grace"), await atAcme(mock, "bob")];
    await newPolicy(grace, {
      ...allow("documents:read", "role:editor"),
      conditions: [
        { type: "attribute", attribute: "subject.attributes.emailDomain", operator: "equals", value: "acme.test" },
        { type: "attribute", attribute: "subject.attributes.department", operator: "equals", valueFrom: "resource.attributes.department" },
      ],
    });
    const question = {
      action: "documents:read",
      resource: { ...document, attributes: { department: "finance" } },
      subject: { userId: userId(mock, "bob"), attributes: { department: "finance", emailDomain: "evil.test" } },
    };

    expect((await grace.post(evaluate, question)).body).toMatchObject({ decision: "allow" });
    expect((await bob.post(evaluate, question)).body).toMatchObject({ decision: "allow" });
    expect((await grace.post(evaluate, { ...question, subject: { userId: userId(mock, "vera") } })).body).toMatchObject({ decision: "deny" });
    expect(await bob.post(evaluate, { ...question, subject: { userId: userId(mock, "ada") } })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect(await grace.post(evaluate, { ...question, subject: { userId: userId(mock, "olga") } })).toMatchObject({
      status: 404,
      body: { code: "member_not_found" },
    });
  });

  test("takes address, time and proof of the call itself, where the caller asks about itself and says nothing else", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    await newPolicy(environment, {
      ...allow("documents:read"),
      conditions: [
        { type: "ip", ranges: ["203.0.113.0/24"] },
        { type: "authentication_age", maxSeconds: 600 },
      ],
    });
    const token = (await api(mock).post("/v1/auth/sign-in", { ...credentials(mock, "bob"), organizationId: orgId(mock, "acme") })).body.session
      .accessToken as string;
    const ask = async (address: string, request: object = {}): Promise<unknown> => {
      const reply = await callFrom(mock, address, evaluate, { method: "POST", as: token, body: { action: "documents:read", resource: document, request } });
      return (JSON.parse(reply.body!) as { decision: string }).decision;
    };

    expect(await ask("203.0.113.7")).toBe("allow");
    expect(await ask("198.51.100.7")).toBe("deny");
    expect(await ask("198.51.100.7", { ip: "203.0.113.9" })).toBe("allow");
    expect(await ask("203.0.113.7", { time: "2030-01-01T01:00:00.000Z" })).toBe("deny");
    // Of others nothing is known but the time.
    const other = { action: "documents:read", resource: document, subject: { userId: userId(mock, "bob") } };
    expect((await environment.post(evaluate, other)).body).toMatchObject({ decision: "deny", reason: "default_deny" });
    const proved = { ...other, request: { ip: "203.0.113.7", authentication: { authenticatedAt: "2030-01-01T00:00:00.000Z" } } };
    expect((await environment.post(evaluate, proved)).body).toMatchObject({ decision: "allow", validUntil: expect.stringMatching(/^2030-01-01T00:1/) });
  });

  test("refuses what is no question, each fault with its place", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");

    const answer = await bob.post(evaluate, { action: "no spaces", resource: { type: "a:b" }, request: { ip: "300.0.0.1", time: "yesterday at noon, or so" } });

    expect(answer).toMatchObject({ status: 400, body: { code: "input_invalid", detail: expect.stringContaining("Correct what `errors` names") } });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(["/action", "/resource/type", "/request/ip", "/request/time"]);
    expect(await environmentAtAcme(mock).post(evaluate, { action: "documents:read", resource: document })).toMatchObject({
      status: 400,
      body: { code: "input_invalid", errors: [{ pointer: "/subject/userId" }] },
    });
  });

  test("says what became of each policy, when asked", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");
    const policyId = await newPolicy(environmentAtAcme(mock), { ...allow("documents:read"), conditions: [{ type: "mfa" }] });

    const { body } = await bob.post(evaluate, { action: "documents:read", resource: document, explain: true });

    expect(body).toMatchObject({
      decision: "deny",
      stepUp: { mfa: true, maxAgeSeconds: null },
      explanation: {
        candidates: 1,
        considered: [
          {
            policyId,
            outcome: "does_not_apply",
            decided: false,
            failed: "/conditions/0",
            conditions: [{ pointer: "/conditions/0", type: "mfa", outcome: "not_met", problem: null }],
          },
        ],
      },
    });
    expect((await bob.post(evaluate, { action: "documents:read", resource: document })).body).not.toHaveProperty("explanation");
  });

  test("denies whoever is out, whatever roles and policies say", async () => {
    const mock = createMock();
    const environment = environmentAtAcme(mock);
    await newPolicy(environment, allow("documents:read"));
    const question = { action: "documents:read", resource: document, subject: { userId: userId(mock, "bob") } };
    await environment.post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}/suspend`);

    expect((await environment.post(evaluate, question)).body).toMatchObject({ decision: "deny", reason: "member_suspended", matched: [] });
  });

  test("answers a key about itself, by its scopes and what its creator holds", async () => {
    const mock = createMock({
      seed: defineSeed({
        users: { ada: { email: "ada@acme.test" } },
        organizations: { acme: { owner: "ada" } },
        apiKeys: { bot: { organization: "acme", createdBy: "ada", scopes: ["policies:evaluate", "audit:read"] } },
      }),
    });
    const bot = api(mock, { as: mock.seed.apiKeys.bot.secret });
    const ask = async (action: string): Promise<unknown> => (await bot.post(evaluate, { action, resource: { type: "audit_log" } })).body.reason;

    expect(await ask("audit:read")).toBe("role_allow");
    expect(await ask("audit:export")).toBe("default_deny");
  });
});

describe("evaluatePoliciesBatch", () => {
  test("answers each question for itself", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");
    await newPolicy(environmentAtAcme(mock), allow("documents:read"));

    const answer = await bob.post(`${evaluate}/batch`, {
      evaluations: [
        { action: "documents:read", resource: document },
        { action: "no spaces", resource: document },
        { action: "documents:read", resource: document, subject: { userId: userId(mock, "ada") } },
      ],
    });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { status: "decided", decision: { decision: "allow" } },
          { status: "failed", error: { code: "input_invalid", errors: [{ pointer: "/action" }] } },
          {
            status: "failed",
            error: { code: "permission_denied", message: "The caller lacks the permission policies:evaluate, which asking about others takes." },
          },
        ],
      },
    });
  });

  test("takes a hundred questions and no more", async () => {
    const bob = await atAcme(createMock(), "bob");
    const questions = (count: number): object => ({ evaluations: Array.from({ length: count }, () => ({ action: "documents:read", resource: document })) });

    expect((await bob.post(`${evaluate}/batch`, questions(100))).body.results).toHaveLength(100);
    expect(await bob.post(`${evaluate}/batch`, questions(101))).toMatchObject({
      status: 413,
      body: { code: "batch_too_large", detail: "Ask at most 100 questions at once." },
    });
  });
});

describe("kept decisions", () => {
  test("are all denials and a sample of the rest", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, allow("documents:read"));
    const ask = (action: string): Promise<unknown> => bob.post(evaluate, { action, resource: document });
    const kept = async (query = ""): Promise<string[]> =>
      (await ada.get(`/v1/policies/evaluations?${query}`)).body.data.map(({ action }: { action: string }) => action);

    await sampling(mock, 0);
    await ask("documents:read");
    await ask("documents:write");
    expect(await kept()).toEqual(["documents:write"]);
    await sampling(mock, 1);
    const since = mock.events.length;
    await ask("documents:read");
    expect(eventTypes(mock, since)).toEqual(["policy.evaluated"]);
    expect(await kept()).toEqual(["documents:read", "documents:write"]);
  });

  test("keep about as much as the environment says", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, allow("documents:read"));
    await sampling(mock, 0.25);
    const question = { action: "documents:read", resource: document };
    for (let batch = 0; batch < 8; batch += 1) await bob.post(`${evaluate}/batch`, { evaluations: Array.from({ length: 100 }, () => question) });

    const kept = mock.events.filter(({ type }) => type === "policy.evaluated").length;

    expect(kept).toBeGreaterThan(130);
    expect(kept).toBeLessThan(270);
  });

  test("are found by what they are about", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await sampling(mock, 1);
    const policyId = await newPolicy(ada, allow("documents:read"));
    await bob.post(evaluate, { action: "documents:read", resource: document });
    await ada.post(evaluate, { action: "documents:write", resource: document });
    const count = async (query: string): Promise<number> => (await ada.get(`/v1/policies/evaluations?${query}`)).body.data.length as number;

    expect(await count("decision=allow")).toBe(1);
    expect(await count("decision=deny")).toBe(1);
    expect(await count("action=documents:write")).toBe(1);
    expect(await count(`subject=${userId(mock, "bob")}`)).toBe(1);
    expect(await count(`policyId=${policyId}`)).toBe(1);
    expect(await count("source=api")).toBe(2);
    expect(await count("source=report")).toBe(0);
    expect(await count("evaluatedAt[gte]=2999-01-01T00:00:00.000Z")).toBe(0);
    const first = await ada.get("/v1/policies/evaluations?pageSize=1&sort=evaluatedAt");
    expect(first.body.data[0].action).toBe("documents:read");
    expect((await ada.get(`/v1/policies/evaluations?pageSize=1&sort=evaluatedAt&cursor=${first.body.nextCursor}`)).body.data[0].action).toBe("documents:write");
  });

  test("show members what they caused themselves", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await bob.post(evaluate, { action: "documents:write", resource: document });
    await ada.post(evaluate, { action: "documents:write", resource: document });

    expect((await bob.get("/v1/policies/evaluations")).body.data).toMatchObject([{ subject: { id: userId(mock, "bob") } }]);
    expect((await ada.get("/v1/policies/evaluations")).body.data).toHaveLength(2);
  });
});

function credentials(mock: Mock, person: string): { email: string; password: string } {
  const { email, password } = (mock.seed.users as Readonly<Record<string, { email: string; password: string }>>)[person]!;
  return { email, password };
}
