import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId } from "../../api.ts";
import { keyOf, members } from "./acme-keys.ts";

describe("what a key may do", () => {
  test("shrinks and grows with its creator at every use", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const grace = `/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`;
    const key = await keyOf(await signedIn(mock, "grace"), mock, { scopes: ["members:read", "invitations:read"] });
    const asKey = api(mock, { as: key.secret });

    await environment.patch(grace, { role: "member" });
    expect(await asKey.get("/v1/invitations")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await members(mock, key.secret)).status).toBe(200);
    expect((await environment.get(key.path)).body).toMatchObject({ scopes: ["members:read", "invitations:read"], effectiveScopes: ["members:read"] });

    await environment.patch(grace, { role: "admin" });
    expect((await asKey.get("/v1/invitations")).status).toBe(200);
  });

  test.each([
    ["suspended", (mock: Mock) => asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}/suspend`)],
    ["removed", (mock: Mock) => asEnvironment(mock).delete(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`)],
    ["banned", (mock: Mock) => asEnvironment(mock).post(`/v1/users/${userId(mock, "grace")}/ban`, { reason: "left" })],
    ["deleted", (mock: Mock) => asEnvironment(mock).delete(`/v1/users/${userId(mock, "grace")}`)],
  ])("is nothing once its creator is %s", async (_what, end) => {
    const mock = createMock();
    const key = await keyOf(await signedIn(mock, "grace"), mock);
    expect((await end(mock)).status).toBeLessThan(300);

    expect(await members(mock, key.secret)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await asEnvironment(mock).get(key.path)).body.effectiveScopes).toEqual([]);
    expect((await asEnvironment(mock).post("/v1/api-keys/verify", { key: key.secret })).body).toMatchObject({ valid: true, scopes: [] });
  });

  test("is all of its scopes and no more when the environment key made it", async () => {
    const mock = createMock();
    const key = await keyOf(asEnvironment(mock), mock, { scopes: ["org:update", "members:read"] });
    const asKey = api(mock, { as: key.secret });

    expect((await asEnvironment(mock).get(key.path)).body).toMatchObject({ createdByUserId: null, effectiveScopes: ["org:update", "members:read"] });
    expect((await asKey.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Acme Group" })).status).toBe(200);
    expect(await asKey.get("/v1/invitations")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await asKey.get(`/v1/organizations/${orgId(mock, "globex")}/members`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("is never more than its creator may at that moment, whatever roles the creator passes through", async () => {
    const reads = { "members:read": "members", "org:read": "settings", "email:read": "email/messages" } as const;
    const roles = ["viewer", "member", "admin", "owner"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(Object.keys(reads) as (keyof typeof reads)[], { minLength: 1 }),
        fc.array(fc.constantFrom(...roles, "suspend" as const, "restore" as const), { minLength: 1, maxLength: 4 }),
        async (scopes, steps) => {
          const mock = createMock({ clock: "virtual" });
          const environment = asEnvironment(mock);
          const organization = `/v1/organizations/${orgId(mock, "acme")}`;
          const creator = await signedIn(mock, "grace");
          const key = api(mock, { as: (await keyOf(creator, mock, { scopes })).secret });
          for (const step of steps) {
            const path = `${organization}/members/${userId(mock, "grace")}`;
            if (step === "suspend" || step === "restore") await environment.post(`${path}/${step}`);
            else await environment.patch(path, { role: step });
            for (const [scope, resource] of Object.entries(reads)) {
              const person = (await creator.get(`${organization}/${resource}`)).status;
              const byKey = (await key.get(`${organization}/${resource}`)).status;
              expect(byKey === 200).toBe(person === 200 && (scopes as string[]).includes(scope));
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe("a key and the owners", () => {
  // A key with no more than members:manage that an owner had made made anybody an owner.
  test.each(["ada", "environment"])("makes no owner and acts on none, whoever made it: %s", async (creator) => {
    const mock = createMock();
    const organization = `/v1/organizations/${orgId(mock, "acme")}`;
    const scopes = ["members:manage", "members:invite", "roles:assign"];
    const made = await keyOf(creator === "ada" ? await signedIn(mock, creator) : asEnvironment(mock), mock, { scopes });
    const key = api(mock, { as: made.secret });
    const [bob, ada] = [`${organization}/members/${userId(mock, "bob")}`, `${organization}/members/${userId(mock, "ada")}`];

    expect(await key.patch(bob, { role: "owner" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect((await key.post("/v1/invitations", { email: "kay@newcomer.test", role: "owner" })).body.code).toBe("role_above_actor");
    expect((await key.post("/v1/policies/roles/owner/assign", { userId: userId(mock, "bob") })).body.code).toBe("role_above_actor");
    expect(await key.patch(ada, { role: "member" })).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect((await key.post(`${ada}/suspend`)).body.code).toBe("cannot_act_on_higher_role");
    expect((await key.delete(ada)).body.code).toBe("cannot_act_on_higher_role");
    expect((await key.patch(bob, { role: "admin" })).status).toBe(200);
    expect((await key.patch(bob, { role: "viewer" })).status).toBe(200);
  });
});
