import { inspect } from "node:util";
import { createPlinto, isPlintoError } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { compilePolicies } from "@plinto/policy";
import { createPolicyClient } from "@plinto/policy/sync";
import { expect, test } from "vitest";
import { authenticateRequest, createTokenVerifier, policyDecisions, type PermissionName } from "../../src/index.ts";
import { bearer, tokenOf } from "../support/people.ts";
import { makeIssuer, makeKey } from "../support/issuer.ts";

function checks(mock: ReturnType<typeof createMock>): number {
  return mock.requests.filter(({ operationId }) => operationId === "checkPermission").length;
}

test("a request is somebody's, by headers of the Fetch API and of Node alike", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier(mock.verifierOptions());
  const headers = bearer(await tokenOf(mock, "ada", "acme"));
  for (const request of [new Request("https://app.test", { headers }), { headers }, { headers: new Headers(headers) }]) {
    expect(await authenticateRequest(request, { verifier })).toMatchObject({
      status: "signed-in",
      type: "user",
      reason: null,
      userId: mock.seed.users.ada.id,
      organizationId: mock.seed.organizations.acme.id,
      organizationRole: "owner",
      impersonatorId: null,
    });
  }
});

test.each<[string, Record<string, string>, string]>([
  ["no header", {}, "credential_missing"],
  ["another scheme", { authorization: "Basic YWRhOnNlY3JldA==" }, "credential_missing"],
  ["two credentials", { authorization: "Bearer a.b.c, Bearer d.e.f" }, "credential_missing"],
  ["an empty one", { authorization: "Bearer " }, "credential_missing"],
  ["no token", { authorization: "bearer nonsense" }, "token_malformed"],
  ["a key of an organization, where only people may come", { authorization: "Bearer ok_test_abc" }, "token_malformed"],
])("a request with %s is signed out", async (_, headers, reason) => {
  const verifier = createTokenVerifier(createMock().verifierOptions());
  expect(await authenticateRequest({ headers }, { verifier })).toMatchObject({ status: "signed-out", reason });
});

test("a token that was taken for a request is at hand, and in no log", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier(mock.verifierOptions());
  const token = await tokenOf(mock, "ada");
  const auth = await authenticateRequest({ headers: bearer(token) }, { verifier });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  expect(auth.token).toBe(token);
  expect(JSON.stringify(auth) + inspect(auth, { depth: 9 })).not.toContain(token);
  const { storage: _, ...transport } = mock.connect();
  expect((await createPlinto(transport).withSession(auth.token).users.getMe()).id).toBe(auth.userId);
});

test("a permission is what the API says now, kept for 30 seconds per token and question", async () => {
  const mock = createMock({ clock: "virtual" });
  const verifier = createTokenVerifier(mock.verifierOptions());
  const { acme } = mock.seed.organizations;
  const of = async (token: string): Promise<boolean> => {
    const auth = await authenticateRequest({ headers: bearer(token) }, { verifier });
    return auth.status === "signed-in" && auth.has({ permission: "members:invite" });
  };
  const [ada, bob] = await Promise.all([tokenOf(mock, "ada", "acme"), tokenOf(mock, "bob", "acme")]);
  expect(await Promise.all([of(ada), of(ada), of(bob)])).toEqual([true, true, false]);
  expect(checks(mock)).toBe(2);
  await createPlinto(mock.as("ada", { organization: "acme" })).organizations.members.update({ orgId: acme.id, userId: mock.seed.users.bob.id, role: "admin" });
  expect(await of(bob)).toBe(false);
  await mock.clock.advance("29s");
  expect(await of(bob)).toBe(false);
  await mock.clock.advance("1s");
  expect(await of(bob)).toBe(true);
  expect(checks(mock)).toBe(3);
});

test("without a secret key the user's own token asks", async () => {
  const mock = createMock();
  const { secretKey: _, ...options } = mock.verifierOptions();
  const verifier = createTokenVerifier(options);
  for (const [person, allowed, reason] of [
    ["ada", true, "granted"],
    ["bob", false, "not_granted"],
  ] as const) {
    const auth = await authenticateRequest({ headers: bearer(await tokenOf(mock, person, "acme")) }, { verifier });
    if (auth.status !== "signed-in") throw new Error(auth.message);
    expect(await auth.decide({ permission: "members:invite" })).toEqual({ allowed, reason });
    expect(await auth.has({ permission: "members:invite" })).toBe(allowed);
  }
});

test("a permission is asked for in the organization of the token, in another one when it is named, and nowhere else", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier(mock.verifierOptions());
  const nowhere = await authenticateRequest({ headers: bearer(await tokenOf(mock, "ada")) }, { verifier });
  if (nowhere.status !== "signed-in") throw new Error(nowhere.message);
  expect(await nowhere.decide({ permission: "org:read" })).toEqual({ allowed: false, reason: "organization_required" });
  expect(await nowhere.decide({ permission: "org:read", organizationId: mock.seed.organizations.acme.id })).toEqual({ allowed: true, reason: "granted" });
  expect(await nowhere.decide({ permission: "org:read", organizationId: "org_01hzy3v5q8w9x0a1b2c3d4e5f6" })).toEqual({ allowed: false, reason: "not_found" });
});

// With a secret key it was asked about the user: whose session was over still held everything by an old token.
test.each(["with a secret key", "without one"])("whose session was ended may nothing by her own token, %s", async (name) => {
  const mock = createMock();
  const { secretKey, ...options } = mock.verifierOptions();
  const token = await tokenOf(mock, "ada", "acme");
  const verifier = createTokenVerifier({ ...options, ...(name === "with a secret key" && { secretKey }) });
  const auth = await authenticateRequest({ headers: bearer(token) }, { verifier });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  const { storage: __, ...transport } = mock.connect();
  await createPlinto(transport).withSession(token).sessions.revoke({ sessionId: auth.sessionId });
  expect(await auth.decide({ permission: "org:read" })).toEqual({ allowed: false, reason: "session_revoked" });
});

test("a token for another audience is none for the API: with a secret key it is asked about the user, and about nothing else", async () => {
  const mock = createMock();
  const plinto = createPlinto(mock.as("bob", { organization: "acme" }));
  const audience = "https://reports.example.test";
  const headers = bearer((await plinto.session.getToken({ audience }))!);
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), audience });
  const auth = await authenticateRequest({ headers }, { verifier });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  expect(await auth.decide({ permission: "members:read" })).toEqual({ allowed: true, reason: "granted" });
  expect(await auth.decide({ permission: "members:invite" })).toEqual({ allowed: false, reason: "not_granted" });
  const stranger = { permission: "org:read", organizationId: "org_01hzy3v5q8w9x0a1b2c3d4e5f6" } as const;
  expect(await auth.decide(stranger)).toEqual({ allowed: false, reason: "not_found" });
});

// The API does not know such a token: its 401 was taken for a refusal, so that every guard answered 403.
test("a token for another audience, without a secret key, is a mistake of the server that is told", async () => {
  const mock = createMock();
  const audience = "https://reports.example.test";
  const { secretKey: _, ...keyless } = mock.verifierOptions();
  const token = (await createPlinto(mock.as("bob", { organization: "acme" })).session.getToken({ audience }))!;
  const auth = await authenticateRequest({ headers: bearer(token) }, { verifier: createTokenVerifier({ ...keyless, audience }) });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  await expect(auth.has({ permission: "members:read" })).rejects.toMatchObject({
    kind: "config",
    code: "option_invalid",
    message: "The token is for another audience than the API, which cannot be asked with it: give the verifier a secretKey, or pass decisions",
  });
  expect(checks(mock)).toBe(0);
});

test("where the API cannot be asked nobody is refused: the question throws, is not kept, and is answered later", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier(mock.verifierOptions());
  const auth = await authenticateRequest({ headers: bearer(await tokenOf(mock, "ada", "acme")) }, { verifier });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  const restore = mock.faults.add({ operation: "checkPermission", status: 503 });
  const error: unknown = await auth.has({ permission: "org:read" }).catch((thrown: unknown) => thrown);
  expect(isPlintoError(error, "decision_unavailable") && error.message).toMatch(/^Whether org:read is held cannot be found out now \(/);
  restore();
  expect(await auth.has({ permission: "org:read" })).toBe(true);
});

test("an unknown permission says what may have been meant", async () => {
  const mock = createMock();
  const auth = await authenticateRequest({ headers: bearer(await tokenOf(mock, "ada", "acme")) }, { verifier: createTokenVerifier(mock.verifierOptions()) });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  const unknown = (name: string): PermissionName => name as PermissionName;
  await expect(auth.has({ permission: unknown("members:invit") })).rejects.toMatchObject({
    code: "permission_unknown",
    message:
      '"members:invit" is no permission of Plinto: did you mean members:invite? About permissions of your own policies decide: pass a policy client as decisions',
  });
  await expect(auth.has({ permission: unknown("documents:export") })).rejects.toMatchObject({
    code: "permission_unknown",
    message: expect.stringMatching(/^"documents:export" is no permission of Plinto\. About permissions of your own/),
  });
  expect(checks(mock)).toBe(0);
});

test("a policy client decides beside the application, about permissions of its own too", async () => {
  const mock = createMock();
  const { acme, globex } = mock.seed.organizations;
  const ada = createPlinto(mock.as("ada", { organization: "acme" }));
  await ada.policies.create({ name: "Exports", document: { effect: "allow", actions: ["documents:export"], resources: ["*"], subjects: ["role:member"] } });
  const key = await ada.organizations.apiKeys.create({ orgId: acme.id, name: "Decisions", scopes: ["policies:read", "policies:evaluate"] });
  const { baseUrl, fetch, clock } = mock.connect();
  await using policies = createPolicyClient({
    baseUrl,
    secretKey: key.secret,
    organizationId: acme.id,
    fetch,
    clock,
    allowMockKeys: true,
    pollIntervalSeconds: 0,
  });
  await policies.ready();
  const verifier = createTokenVerifier(mock.verifierOptions());
  const own = "documents:export" as PermissionName;
  const request = { headers: bearer(await tokenOf(mock, "bob", "acme")) };
  const bob = await authenticateRequest(request, { verifier, decisions: policies });
  if (bob.status !== "signed-in") throw new Error(bob.message);
  expect(await bob.decide({ permission: own, resource: { type: "document", id: "doc_1" } })).toEqual({ allowed: true, reason: "policy_allow" });
  expect(await bob.decide({ permission: "org:read" })).toEqual({ allowed: true, reason: "role_allow" });
  expect(await bob.decide({ permission: "members:invite" })).toEqual({ allowed: false, reason: "default_deny" });
  // What a role of one organization gives is nothing in another.
  expect(await bob.has({ permission: "org:read", organizationId: globex.id })).toBe(false);
  const known = await authenticateRequest(request, { verifier, decisions: policyDecisions(policies, { rolesOf: async () => ["admin"] }) });
  expect(known.status === "signed-in" && (await known.has({ permission: "members:invite" }))).toBe(true);
  expect(checks(mock)).toBe(0);
});

// The API gives whoever impersonates no proof of the person; here her own second factor counted for him.
test("whoever acts as somebody else has proved nothing to policies", async () => {
  const key = await makeKey("key_1");
  const world = makeIssuer([key]);
  const all = { effect: "allow", resources: ["*"] } as const;
  const decisions = compilePolicies(
    [
      { id: "strong", document: { ...all, actions: ["documents:export"], conditions: [{ type: "mfa" }] } },
      { id: "fresh", document: { ...all, actions: ["documents:delete"], conditions: [{ type: "authentication_age", maxSeconds: 300 }] } },
    ],
    { now: world.clock.now },
  );
  const proved = { amr: ["pwd", "otp", "mfa"], org_id: "org_1" };
  const may = async (claims: object): Promise<boolean[]> => {
    const auth = await authenticateRequest({ headers: bearer(await world.sign(key, { ...proved, ...claims })) }, { verifier: world.verifier(), decisions });
    if (auth.status !== "signed-in") throw new Error(auth.message);
    return Promise.all(["documents:export", "documents:delete"].map((permission) => auth.has({ permission: permission as PermissionName })));
  };
  expect(await may({})).toEqual([true, true]);
  expect(await may({ act: { sub: "usr_2" } })).toEqual([false, false]);
});

test("requests that share an instance never see each other's session", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
  const people = ["ada", "bob", "grace", "vera"] as const;
  const tokens = await Promise.all(people.map((person) => tokenOf(mock, person)));
  const { acme } = mock.seed.organizations;
  const answers = await Promise.all(
    Array.from({ length: 40 }, async (_, request) => {
      const auth = await authenticateRequest({ headers: bearer(tokens[request % people.length]!) }, { verifier });
      if (auth.status !== "signed-in") throw new Error(auth.message);
      return [auth.userId, await auth.has({ permission: "members:invite", organizationId: acme.id })];
    }),
  );
  const alone = await Promise.all(
    tokens.map(async (token) => {
      const auth = await authenticateRequest({ headers: bearer(token) }, { verifier: createTokenVerifier(mock.verifierOptions()) });
      if (auth.status !== "signed-in") throw new Error(auth.message);
      return [auth.userId, await auth.has({ permission: "members:invite", organizationId: acme.id })];
    }),
  );
  expect(new Set(alone.map(([, allowed]) => allowed))).toEqual(new Set([true, false]));
  expect(alone.map(([userId]) => userId)).toEqual(people.map((person) => mock.seed.users[person].id));
  for (const [request, answer] of answers.entries()) expect(answer).toEqual(alone[request % people.length]);
});

test("without a verifier it says what to pass", async () => {
  await expect(authenticateRequest({ headers: {} }, {} as never)).rejects.toMatchObject({
    code: "verifier_missing",
    kind: "config",
    message: "There is no verifier: pass { verifier: createTokenVerifier({ issuer }) }",
  });
});

test("keys that cannot be had make a request unavailable, not signed out", async () => {
  const key = await makeKey("key_1");
  const world = makeIssuer([key]);
  const verifier = world.verifier();
  const request = { headers: bearer(await world.sign(key)) };
  world.instead = () => new Response("", { status: 404 });
  expect(await authenticateRequest(request, { verifier })).toMatchObject({ status: "unavailable", reason: "keys_unavailable" });
});
