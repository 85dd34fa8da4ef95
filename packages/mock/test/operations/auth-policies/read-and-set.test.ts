import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { seed, policyPath, acmePath, atAcme, problemOf, open, asEnvironmentReady } from "./acme-policy.ts";

describe("getAuthPolicy", () => {
  test("of an organization that never set one answers the defaults, to whoever may read its security", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const answer = await ada.get(policyPath(mock));
    expect([answer.status, answer.headers.get("etag"), answer.body]).toEqual([
      200,
      '"1"',
      { organizationId: orgId(mock, "acme"), ...open, version: 1, updatedAt: "2030-01-01T00:00:00.000Z" },
    ]);
    expect((await api(mock, { as: mock.seed.apiKeys.reader.secret }).get(policyPath(mock))).status).toBe(200);
    expect(problemOf(await (await atAcme(mock, "bob")).get(policyPath(mock)))).toEqual([403, "permission_denied"]);
    expect(problemOf(await (await signedIn(mock, "olga")).get(policyPath(mock)))).toEqual([404, "not_found"]);
  });
});

describe("the policy of a seed", () => {
  test("holds from the beginning, with the defaults for what it does not say", async () => {
    const mock = createMock({
      seed: defineSeed({
        users: { ada: { email: "ada@acme.test", mfa: true }, bob: { email: "bob@acme.test" } },
        organizations: { acme: { owner: "ada", members: { bob: "member" }, authPolicy: { mfa: "required", session: { idleSeconds: 3600 } } } },
      }),
    });
    const bob = await signedIn(mock, "bob");
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    expect((await asEnvironment(mock).get(policyPath(mock))).body).toMatchObject({
      ...open,
      mfa: "required",
      session: { maxAgeSeconds: null, idleSeconds: 3600 },
      version: 1,
    });
  });

  test.each([
    ["is none", true],
    ["has an unknown field", { mfaRequired: true }],
    ["has an unknown method", { allowedMethods: ["pigeon"] }],
    ["allows nothing", { allowedMethods: [] }],
    ["has an unknown word for a second factor", { mfa: "always" }],
    ["has a network that is none", { ipRanges: ["203.0.113.7/24"] }],
    ["has a time that is too short", { session: { idleSeconds: 5 } }],
    ["has a word where true or false belongs", { rememberDevices: "no" }],
  ])("is refused when it %s", (_what, authPolicy) => {
    const seed = { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", authPolicy: authPolicy as object } } };
    expect(() => createMock({ seed })).toThrow("organizations.acme.authPolicy must be an object of allowedMethods");
  });
});

describe("setAuthPolicy", () => {
  test("replaces the policy, tells what changed, and answers what holds", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;
    const set = await ada.put(policyPath(mock), { allowedMethods: ["passkey", "password"], rememberDevices: false, session: { maxAgeSeconds: 3600 } });
    expect([set.status, set.headers.get("etag")]).toEqual([200, '"2"']);
    expect(set.body).toMatchObject({
      ...open,
      allowedMethods: ["password", "passkey"],
      rememberDevices: false,
      session: { maxAgeSeconds: 3600, idleSeconds: null },
      version: 2,
    });
    expect((await ada.get(policyPath(mock))).body).toEqual(set.body);
    expect(mock.events.slice(since)).toMatchObject([
      {
        type: "organization.auth_policy_updated",
        organizationId: orgId(mock, "acme"),
        target: { type: "organization", id: orgId(mock, "acme"), version: 2 },
        data: set.body,
        changes: {
          allowedMethods: { before: open.allowedMethods, after: ["password", "passkey"] },
          rememberDevices: { before: true, after: false },
          session: { before: open.session, after: { maxAgeSeconds: 3600, idleSeconds: null } },
        },
      },
    ]);
    const back = await ada.put(policyPath(mock), {});
    expect(back.body).toMatchObject({ ...open, version: 3 });
  });

  test("of what holds already changes nothing and tells nobody", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;
    const all = { ...open, allowedMethods: ["oauth", "passkey", "otp", "magic_link", "password"] };
    expect((await ada.put(policyPath(mock), all)).body).toMatchObject({ ...open, version: 1 });
    expect(mock.events.length).toBe(since);
  });

  test("goes by the version that the caller has seen", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    expect((await ada.put(policyPath(mock), { rememberDevices: false }, { "if-match": '"1"' })).status).toBe(200);
    expect(problemOf(await ada.put(policyPath(mock), {}, { "if-match": '"1"' }))).toEqual([412, "precondition_failed"]);
  });

  test("asks an authentication of the last ten minutes, and the permission to manage security", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironmentReady(mock, { session: { accessTokenTtlSeconds: 3600 } });
    const ada = await atAcme(mock, "ada");
    const bob = await atAcme(mock, "bob");
    expect(problemOf(await bob.put(policyPath(mock), {}))).toEqual([403, "permission_denied"]);
    expect(problemOf(await api(mock, { as: mock.seed.apiKeys.reader.secret }).put(policyPath(mock), {}))).toEqual([403, "permission_denied"]);
    await mock.clock.advance("601s");
    expect(problemOf(await ada.put(policyPath(mock), { rememberDevices: false }))).toEqual([403, "step_up_required"]);
    expect((await ada.get(policyPath(mock))).body.rememberDevices).toBe(true);
  });

  test("names every fault with its place: unknown methods, no method, and what is no network", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    const fault = async (policy: object): Promise<unknown> => {
      const { status, body } = await ada.put(policyPath(mock), policy);
      return [status, (body.errors ?? []).map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`)];
    };
    expect(await fault({ allowedMethods: ["password", "carrier_pigeon"], mfa: "sometimes" })).toEqual([400, ["/allowedMethods/1 enum", "/mfa enum"]]);
    expect(await fault({ allowedMethods: [] })).toEqual([400, ["/allowedMethods minItems"]]);
    expect(await fault({ ipRanges: ["203.0.113.0/24", "203.0.113.7/24", "203.0.113.0/33", "300.0.0.0/8", "2001:db8::/32", "1::2::3/64"] })).toEqual([
      400,
      ["/ipRanges/1 cidr", "/ipRanges/2 cidr", "/ipRanges/3 cidr", "/ipRanges/5 cidr"],
    ]);
    expect(await fault({ session: { idleSeconds: 10 } })).toEqual([400, ["/session/idleSeconds minimum"]]);
    expect((await ada.get(policyPath(mock))).body.version).toBe(1);
  });

  test("refuses what would refuse the very session that sets it, and the environment's key may set it", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    for (const policy of [{ allowedMethods: ["passkey"] }, { mfa: "required" }, { ipRanges: ["203.0.113.0/24"] }]) {
      expect(problemOf(await ada.put(policyPath(mock), policy))).toEqual([409, "would_lock_out_actor"]);
    }
    expect((await ada.get(policyPath(mock))).body).toMatchObject({ ...open, version: 1 });
    const key = api(mock, { as: mock.seed.apiKeys.keeper.secret });
    // A key has no factors; a network it has.
    expect(problemOf(await key.put(policyPath(mock), { ipRanges: ["203.0.113.0/24"] }))).toEqual([409, "would_lock_out_actor"]);
    expect((await key.put(policyPath(mock), { mfa: "required", allowedMethods: ["passkey"] })).status).toBe(200);
    expect((await asEnvironment(mock).put(policyPath(mock), { ipRanges: ["203.0.113.0/24"] })).status).toBe(200);
  });

  test("repeated with its idempotency key answers as the first time and changes nothing again", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    const key = { "idempotency-key": "policy-1" };
    const first = await ada.put(policyPath(mock), { rememberDevices: false }, key);
    const again = await ada.put(policyPath(mock), { rememberDevices: false }, key);
    expect([again.status, again.body, again.headers.get("idempotency-replayed")]).toEqual([200, first.body, "true"]);
    expect(eventTypes(mock).filter((type) => type === "organization.auth_policy_updated")).toHaveLength(1);
  });
});
