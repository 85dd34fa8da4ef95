import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer } from "../../api.ts";
import { callFrom, postFrom } from "../../from-address.ts";
import { mfaSeed, passwordOf, requireMfa, setUpApp, signedInWithMfa } from "../../mfa-calls.ts";
import { acmePath, problemOf } from "./acme-policy.ts";

describe("a refresh of a session in an organization that does not let it in any more", () => {
  // Bob is in Acme when it begins to require a second factor. A resource server that reads tokens alone must not let him in.
  test("goes on and names no organization, until the session is let in again", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const { session } = (await passwordOf(mock, "bob", { organizationId: orgId(mock, "acme") })).body;
    expect(session).toMatchObject({ organizationId: orgId(mock, "acme"), organizationRole: "member" });
    await requireMfa(mock, "acme", "ada");
    const outside = await refresh(mock, session.refreshToken as string);
    expect(outside).toMatchObject({ status: 200, body: { organizationId: null, organizationRole: null } });
    expect(claimsOf(outside)).not.toHaveProperty("org_id");
    expect(claimsOf(outside)).not.toHaveProperty("org_role");
    const bob = api(mock, { as: outside.body.accessToken as string });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    expect((await bob.get("/v1/users/me")).status).toBe(200);
    await setUpApp(mock, bob, "bob");
    const inside = await refresh(mock, outside.body.refreshToken as string);
    expect(claimsOf(inside)).toMatchObject({ org_id: orgId(mock, "acme"), org_role: "member" });
  });

  test("is refused with the reason where it asks for that organization", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const { session } = (await passwordOf(mock, "bob", { organizationId: orgId(mock, "acme") })).body;
    await requireMfa(mock, "acme", "ada");
    const refused = await api(mock).post("/v1/auth/refresh", { refreshToken: session.refreshToken, organizationId: orgId(mock, "acme") });
    expect(problemOf(refused)).toEqual([403, "mfa_required_by_org"]);
  });

  test("judges the network that it comes from", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const { session } = (await passwordOf(mock, "bob", { organizationId: orgId(mock, "acme") })).body;
    await asEnvironment(mock).put(`${acmePath(mock)}/auth-policy`, { ipRanges: ["192.0.2.0/24"] });
    const away = await postFrom(mock, "198.51.100.7", "/v1/auth/refresh", { refreshToken: session.refreshToken as string });
    const outside = JSON.parse(away.body!) as { organizationId: string | null; refreshToken: string };
    expect(outside.organizationId).toBeNull();
    const home = await postFrom(mock, "192.0.2.7", "/v1/auth/refresh", { refreshToken: outside.refreshToken });
    expect(JSON.parse(home.body!)).toMatchObject({ organizationId: orgId(mock, "acme") });
  });

  test("after a step-up with the password the token names it no more either, and after one with a factor it does", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const device = { "plinto-device": "laptop-of-mary-01" };
    const mary = await signedInWithMfa(mock, "mary", { organizationId: orgId(mock, "acme") }, device);
    await asEnvironment(mock).put(`${acmePath(mock)}/auth-policy`, { allowedMethods: ["passkey"] });
    const stepped = await mary.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });
    expect(claimsOf(stepped)).not.toHaveProperty("org_id");
    await asEnvironment(mock).put(`${acmePath(mock)}/auth-policy`, {});
    expect(claimsOf(await mary.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" }))).toHaveProperty("org_id", orgId(mock, "acme"));
  });
});

describe("leaving an organization", () => {
  // Acme requires a second factor and Bob has none: he cannot enter, but need not stay.
  test("asks for nothing of its policy, and the list shows what cannot be entered", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const bob = await signedIn(mock, "bob");
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    expect((await bob.get("/v1/organizations")).body.data.map(({ name }: { name: string }) => name)).toContain("acme");
    expect((await bob.post(`${acmePath(mock)}/leave`)).status).toBe(204);
    expect((await bob.get("/v1/organizations")).body.data.map(({ name }: { name: string }) => name)).not.toContain("acme");
  });

  test("is possible from another network too, and nothing else is", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const { session } = (await passwordOf(mock, "bob")).body;
    await asEnvironment(mock).put(`${acmePath(mock)}/auth-policy`, { ipRanges: ["192.0.2.0/24"] });
    const from = { as: session.accessToken as string };
    const own = `${acmePath(mock)}/members/${userId(mock, "bob")}`;
    expect((await callFrom(mock, "198.51.100.7", own, { ...from, method: "DELETE" })).status).toBe(403);
    expect((await callFrom(mock, "198.51.100.7", `${acmePath(mock)}/leave`, { ...from, method: "POST" })).status).toBe(204);
  });
});

function refresh(mock: Mock, refreshToken: string): Promise<Answer> {
  return api(mock).post("/v1/auth/refresh", { refreshToken });
}

function claimsOf({ body }: Answer): object {
  const payload = (body.accessToken as string).split(".")[1]!;
  return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as object;
}
