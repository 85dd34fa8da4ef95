import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { accessTokenOf, api, orgId } from "../../api.ts";
import { callFrom, signInFrom } from "../../from-address.ts";
import { password, seed, policyPath, acmePath, atAcme, problemOf, setPolicy, asEnvironmentReady } from "./acme-policy.ts";

describe("the networks that an organization is open to", () => {
  test("close it to sessions and keys from elsewhere, and to nobody outside it", async () => {
    const mock = createMock({ seed });
    const as = await accessTokenOf(mock, "bob", { organization: orgId(mock, "acme") });
    const key = mock.seed.apiKeys.reader.secret;
    await setPolicy(mock, { ipRanges: ["203.0.113.0/24", "2001:db8::/32"] });
    const codeFrom = async (address: string, credential: string, path = acmePath(mock)): Promise<unknown> => {
      const { status, body } = await callFrom(mock, address, path, { as: credential });
      return status === 200 ? 200 : (JSON.parse(body ?? "") as { code: string }).code;
    };
    for (const credential of [as, key]) {
      expect(await codeFrom("203.0.113.255", credential)).toBe(200);
      expect(await codeFrom("::ffff:203.0.113.7", credential)).toBe(200);
      expect(await codeFrom("2001:DB8:ffff::1", credential)).toBe(200);
      for (const address of ["203.0.114.0", "198.51.100.1", "2001:db9::1", "::1", "not an address"])
        expect(await codeFrom(address, credential)).toBe("ip_not_allowed");
    }
    expect(await codeFrom("198.51.100.1", as, "/v1/users/me")).toBe(200);
    expect(await codeFrom("198.51.100.1", mock.keys.secretKey)).toBe(200);
    // What tells no address is in none of them.
    expect(problemOf(await api(mock, { as }).get(acmePath(mock)))).toEqual([403, "ip_not_allowed"]);
  });

  test("refuse a sign-in into it from elsewhere", async () => {
    const mock = createMock({ seed });
    await setPolicy(mock, { ipRanges: ["203.0.113.0/24"] });
    const body = { email: "bob@acme.test", password, organizationId: orgId(mock, "acme") };
    expect((await signInFrom(mock, "198.51.100.1", body)).code).toBe("ip_not_allowed");
    expect((await signInFrom(mock, "203.0.113.1", body)).status).toBe("complete");
  });

  test("can be set from inside them by a session", async () => {
    const mock = createMock({ seed });
    const as = await accessTokenOf(mock, "ada", { organization: orgId(mock, "acme") });
    const put = (address: string) => callFrom(mock, address, policyPath(mock), { method: "PUT", as, body: { ipRanges: ["203.0.113.0/24"] } });
    expect((await put("198.51.100.1")).status).toBe(409);
    expect((await put("203.0.113.9")).status).toBe(200);
  });
});

describe("how old an authentication may be for an organization", () => {
  test("makes it ask to authenticate again, and every way that counts there does", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironmentReady(mock, { session: { accessTokenTtlSeconds: 3600 } });
    const bob = await atAcme(mock, "bob");
    await setPolicy(mock, { session: { maxAgeSeconds: 900 } });
    await mock.clock.advance("900s");
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    await mock.clock.advance("1s");
    const late = await bob.get(acmePath(mock));
    expect(problemOf(late)).toEqual([403, "step_up_required"]);
    expect(late.body.challenge).toMatchObject({ maxAgeSeconds: 900, methods: ["password", "magic_link", "otp"] });
    expect(problemOf(await bob.post("/v1/auth/switch-organization", { organizationId: orgId(mock, "acme") }))).toEqual([403, "step_up_required"]);
    expect((await bob.get("/v1/users/me")).status).toBe(200);
    expect((await bob.post("/v1/auth/step-up", { method: "password", password })).status).toBe(200);
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });
});

describe("how long a session may lie unused for an organization", () => {
  test("counts every call as use, wherever it goes", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironmentReady(mock, { session: { accessTokenTtlSeconds: 3600 } });
    await setPolicy(mock, { session: { idleSeconds: 600 } });
    const bob = await atAcme(mock, "bob");
    for (const path of ["/v1/users/me", acmePath(mock), "/v1/users/me", acmePath(mock)]) {
      await mock.clock.advance("600s");
      expect((await bob.get(path)).status).toBe(200);
    }
  });

  test("closes it to one that lay longer, and what the session does elsewhere does not open it", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironmentReady(mock, { session: { accessTokenTtlSeconds: 3600 } });
    await setPolicy(mock, { session: { idleSeconds: 600 } });
    const bob = await atAcme(mock, "bob");
    await mock.clock.advance("601s");
    expect((await bob.get("/v1/users/me")).status).toBe(200);
    expect((await bob.get(`/v1/organizations/${orgId(mock, "globex")}`)).status).toBe(200);
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "step_up_required"]);
    expect((await bob.post("/v1/auth/step-up", { method: "password", password })).status).toBe(200);
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });

  test("is not begun anew by a refresh", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await setPolicy(mock, { session: { idleSeconds: 600 } });
    const { session } = (await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password, organizationId: orgId(mock, "acme") })).body;
    await mock.clock.advance("10m");
    const inTime = await api(mock).post("/v1/auth/refresh", { refreshToken: session.refreshToken });
    expect((await api(mock, { as: inTime.body.accessToken }).get(acmePath(mock))).status).toBe(200);
    await mock.clock.advance("601s");
    const { refreshToken } = inTime.body;
    expect(problemOf(await api(mock).post("/v1/auth/refresh", { refreshToken, organizationId: orgId(mock, "acme") }))).toEqual([403, "step_up_required"]);
    const late = await api(mock).post("/v1/auth/refresh", { refreshToken });
    expect(problemOf(await api(mock, { as: late.body.accessToken }).get(acmePath(mock)))).toEqual([403, "step_up_required"]);
  });

  // A policy about anything else made every call of everybody write.
  test("is noted where an organization asks for it, and nowhere else", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const notes = (): number => mock.exportSnapshot().tables["sessionUses"]!.length;
    await setPolicy(mock, { mfa: "optional", rememberDevices: false });
    const bob = await atAcme(mock, "bob");
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    expect(notes()).toBe(0);
    await setPolicy(mock, { session: { idleSeconds: 600 } });
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    expect(notes()).toBe(1);
  });

  test("counts from when the policy was set for sessions that were there before", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironmentReady(mock, { session: { accessTokenTtlSeconds: 3600 } });
    const bob = await atAcme(mock, "bob");
    await mock.clock.advance("30m");
    await setPolicy(mock, { session: { idleSeconds: 600 } });
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });
});
