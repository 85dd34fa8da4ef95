import { expect, test } from "vitest";
import { baseUrl, organizationId, secretKey } from "./support/bundle-server.ts";
import { next, question, told, world } from "./support/world.ts";

test("before the first bundle everything is denied, and after it the policies decide", async () => {
  const { client } = world();
  const policies = client();
  expect(policies.evaluate(question())).toMatchObject({
    decision: "deny",
    reason: "bundle_missing",
    matched: [],
    bundle: { revision: null, ageSeconds: null },
  });
  expect(policies.explain(question())).toMatchObject({ reason: "bundle_missing", considered: [], candidates: 0 });
  await policies.ready();
  expect(policies.evaluate(question())).toMatchObject({
    decision: "allow",
    reason: "policy_allow",
    matched: [{ policyId: "pol_1", version: 1 }],
    policyVersion: "rev_1",
    bundle: { revision: "rev_1", ageSeconds: 0 },
  });
  expect(policies.revision).toBe("rev_1");
});

test("the bundle is asked for with the secret key, of its organization, and the keys without it", async () => {
  const { client, server } = world();
  await client({ baseUrl: `${baseUrl}/w/a/` })
    .ready()
    .catch(() => {});
  const [bundle] = server.requests;
  expect(bundle!.url.href).toBe(`${baseUrl}/w/a/v1/policies/bundle?organizationId=${organizationId}`);
  expect(bundle!.headers.get("authorization")).toBe(`Bearer ${secretKey}`);
  await client().ready();
  const keys = server.requests.find(({ url }) => url.pathname === "/.well-known/jwks.json");
  expect(keys!.headers.has("authorization")).toBe(false);
});

test("a secret key can come from a function, which is asked at each request", async () => {
  const { client, server } = world();
  let asked = 0;
  const policies = client({
    secretKey: async () => {
      asked += 1;
      return secretKey;
    },
  });
  await policies.ready();
  await policies.refresh();
  expect(asked).toBe(2);
  expect(server.count("/v1/policies/bundle")).toBe(2);
});

test("roles of the bundle decide beside its policies", async () => {
  const { client } = world();
  const policies = client();
  await policies.ready();
  const owner = { type: "user", id: "usr_2", roles: ["owner"] };
  expect(policies.evaluate(question({ action: "audit:export", subject: owner, resource: { type: "audit_log" } }))).toMatchObject({
    decision: "allow",
    reason: "role_allow",
  });
  expect(policies.evaluate(question({ action: "audit:export", resource: { type: "audit_log" } }))).toMatchObject({ decision: "deny", reason: "default_deny" });
});

test("a question about another organization is denied, also one that a role would allow", async () => {
  const { client } = world();
  const policies = client();
  await policies.ready();
  const owner = { type: "user", id: "usr_2", roles: ["owner"] };
  const elsewhere = question({ action: "audit:export", subject: owner, organizationId: "org_other" });
  expect(policies.evaluate(elsewhere)).toMatchObject({ decision: "deny", reason: "bundle_organization_mismatch" });
  expect(policies.evaluate({ ...elsewhere, organizationId }).decision).toBe("allow");
});

test("what is no question is denied with the reason and never throws", async () => {
  const { client } = world();
  const policies = client();
  await policies.ready();
  expect(policies.evaluate(null as never).reason).toBe("input_invalid");
  expect(policies.evaluate({} as never).reason).toBe("input_invalid");
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
    },
  );
  expect(policies.evaluate(hostile as never).reason).toBe("evaluation_failed");
  expect(policies.evaluate({ ...question(), subject: hostile } as never).reason).toBe("evaluation_failed");
  expect(policies.evaluate(question({ action: "audit:export", subject: { type: "user", id: "u", roles: "owner" as never } })).reason).toBe("input_invalid");
});

test("an explanation names each policy and the condition that failed, and the bundle", async () => {
  const { client, server } = world();
  server.change({
    policies: [
      { id: "pol_1", version: 3, document: { effect: "allow", actions: ["documents:read"], resources: ["document:*"], conditions: [{ type: "mfa" }] } },
    ],
  });
  const policies = client();
  await policies.ready();
  expect(policies.explain(question({ request: { authentication: { mfa: false } } }))).toMatchObject({
    decision: "deny",
    reason: "default_deny",
    stepUp: { mfa: true, maxAgeSeconds: null },
    candidates: 1,
    considered: [{ policyId: "pol_1", version: 3, outcome: "does_not_apply", failed: "/conditions/0" }],
    bundle: { revision: "rev_1" },
  });
});

test("a newer bundle is found within the interval, and who listens is told of both revisions", async () => {
  const { client, server, clock } = world();
  const policies = client();
  const changes = told(policies, "changed");
  await policies.ready();
  await clock.advance(20_000);
  expect(server.count("/v1/policies/bundle")).toBe(1);
  server.change({ revision: "rev_2", generatedAt: "2026-03-02T10:00:10.000Z", policies: [] });
  await clock.advance(13_000);
  expect(server.count("/v1/policies/bundle")).toBe(2);
  expect(policies.evaluate(question())).toMatchObject({ decision: "deny", reason: "default_deny", bundle: { revision: "rev_2" } });
  expect(changes).toEqual([
    { revision: "rev_1", previousRevision: null },
    { revision: "rev_2", previousRevision: "rev_1" },
  ]);
});

test("a bundle that has not changed is confirmed by its ETag, keeps its engine and tells nobody", async () => {
  const { client, server, clock } = world();
  const policies = client();
  const changes = told(policies, "changed");
  await policies.ready();
  await clock.advance(33_000);
  const [, second] = server.requests.filter(({ url }) => url.pathname === "/v1/policies/bundle");
  expect(second!.headers.get("if-none-match")).toBe('"rev_1"');
  expect(policies.evaluate(question()).bundle.ageSeconds).toBeLessThan(7);
  expect(changes).toHaveLength(1);
});

test("intervals differ by chance, a tenth to both sides", async () => {
  const { client, clock } = world();
  const early = client({ random: (length) => new Uint8Array(length) });
  await early.ready();
  expect(clock.waiting()).toContain(27_000);
  await early.close();
  const late = client({ random: (length) => new Uint8Array(length).fill(255) });
  await late.ready();
  expect(clock.waiting().some((ms) => ms > 32_999 && ms < 33_000)).toBe(true);
});

test("calls for a newer bundle at the same time share one request", async () => {
  const { client, server } = world();
  const policies = client();
  await Promise.all([policies.ready(), policies.refresh(), policies.refresh()]);
  expect(server.count("/v1/policies/bundle")).toBe(1);
});

test("without polling only ready and refresh ask, and ready only for what is too old", async () => {
  const { client, server, clock } = world();
  const policies = client({ pollIntervalSeconds: 0 });
  await clock.advance(60_000);
  expect(server.requests).toHaveLength(0);
  await policies.ready({ maxAgeSeconds: 10 });
  await clock.advance(9_000);
  await policies.ready({ maxAgeSeconds: 10 });
  expect(server.count("/v1/policies/bundle")).toBe(1);
  await clock.advance(2_000);
  await policies.ready({ maxAgeSeconds: 10 });
  expect(server.count("/v1/policies/bundle")).toBe(2);
  expect(clock.waiting()).toEqual([]);
});

test("a listener that throws, or that was removed, changes nothing for the others", async () => {
  const { client } = world();
  const policies = client();
  policies.on("changed", () => {
    throw new Error("mine");
  });
  const stop = policies.on("changed", () => expect.unreachable("it was removed"));
  stop();
  const changed = next(policies, "changed");
  await policies.ready();
  expect(await changed).toEqual({ revision: "rev_1", previousRevision: null });
});

test("a closed client asks nobody any more and decides on by what it holds, until that is stale", async () => {
  const { client, server, clock } = world();
  const policies = client();
  await policies.ready();
  await policies.close();
  await expect(policies.refresh()).rejects.toMatchObject({ code: "client_closed", message: "The policy client was closed. Make another one." });
  expect(clock.waiting()).toEqual([]);
  expect(policies.evaluate(question()).decision).toBe("allow");
  await clock.advance(300_001);
  expect(policies.evaluate(question()).reason).toBe("bundle_stale");
  expect(server.count("/v1/policies/bundle")).toBe(1);
});

test("closing ends a request that is under way", async () => {
  const { client, server } = world();
  server.instead = () => new Promise<Response>(() => {});
  const policies = client();
  const refusal = policies.ready().catch((error: unknown) => error);
  await policies.close();
  expect(await refusal).toMatchObject({ code: "client_closed", message: "The policy client was closed. Make another one." });
});

test("a client closes itself at the end of its block", async () => {
  const { client, clock } = world();
  const policies = client();
  await policies.ready();
  await policies[Symbol.asyncDispose]();
  expect(clock.waiting()).toEqual([]);
});
