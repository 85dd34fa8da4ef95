import { describe, expect, test } from "vitest";
import { ok } from "../../src/kernel/transaction.ts";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { asEnvironment, orgId, signedIn, userId } from "../api.ts";

const organization = (mock: Mock, name = "acme"): string => `/v1/organizations/${orgId(mock, name)}`;

describe("getOrganizationStats", () => {
  test("counts members, invitations and sessions as they are now", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    await signedIn(mock, "olga");
    const revoked = (await ada.post("/v1/invitations", { email: "one@newcomer.test" })).body.id as string;
    await ada.delete(`/v1/invitations/${revoked}`);
    await ada.post("/v1/invitations", { email: "two@newcomer.test" });
    await ada.post(`${organization(mock)}/members/${userId(mock, "vera")}/suspend`);

    expect((await ada.get(`${organization(mock)}/stats`)).body).toEqual({
      members: { total: 4, active: 3, suspended: 1, byRole: { viewer: 1, member: 1, admin: 1, owner: 1 } },
      invitations: { pending: 1, accepted: 0, expired: 0, revoked: 1 },
      sessions: { active: 2 },
    });
  });

  test("counts a session no more once its person has left", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    const ada = await signedIn(mock, "ada");
    await bob.post(`${organization(mock)}/leave`);

    expect((await ada.get(`${organization(mock)}/stats`)).body).toMatchObject({ members: { total: 3 }, sessions: { active: 0 } });
  });

  test("is open to viewers and not there for strangers", async () => {
    const mock = createMock();
    expect((await (await signedIn(mock, "vera")).get(`${organization(mock)}/stats`)).status).toBe(200);
    expect(await (await signedIn(mock, "olga")).get(`${organization(mock)}/stats`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("getOrganizationLimits", () => {
  test("tells what the plan allows and what is used of it", async () => {
    const mock = createMock({ seed: { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan: "professional" } } } });
    const ada = await signedIn(mock, "ada");
    await ada.get(organization(mock));

    expect((await ada.get(`${organization(mock)}/limits`)).body).toEqual({
      plan: "professional",
      members: { limit: null, used: 1, remaining: null },
      apiKeys: { limit: 100, used: 0, remaining: 100 },
      policies: { limit: 10_000, used: 0, remaining: 10_000 },
      webhooks: { limit: 100, used: 0, remaining: 100 },
      apiCallsPerHour: { limit: 10_000, used: 2, remaining: 9998 },
      apiCallsPerMonth: { limit: 1_000_000, used: 2, remaining: 999_998 },
      features: ["branding"],
    });
  });

  test("starts the hour and the month anew, each at its time", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    await mock.ready();
    const used = async (): Promise<number[]> => {
      const { apiCallsPerHour, apiCallsPerMonth } = (await environment.get(`${organization(mock)}/limits`)).body;
      return [apiCallsPerHour.used, apiCallsPerMonth.used];
    };

    expect([await used(), await used()]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await mock.clock.advance("1h");
    expect(await used()).toEqual([1, 3]);
    await mock.clock.set("2030-02-01T00:00:00.000Z");
    expect(await used()).toEqual([1, 1]);
  });

  test("leaves out the calls of strangers who name the organization", async () => {
    const mock = createMock();
    const olga = await signedIn(mock, "olga");
    for (let call = 0; call < 5; call += 1) await olga.get(organization(mock));

    expect((await asEnvironment(mock).get(`${organization(mock)}/limits`)).body.apiCallsPerMonth.used).toBe(1);
  });
});

describe("the monthly quota", () => {
  const seed = defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan: "free" } } });
  const spend = (mock: Mock, calls: number): Promise<unknown> =>
    internalsOf(mock).hosted.world.transact({ operationId: "test", requestId: "", actor: null }, (tx) => {
      tx.rateCounters.insert({ id: `month:${orgId(mock, "acme")}:2030-1`, count: calls, resetsAt: Date.UTC(2030, 1) });
      return ok();
    });

  test("refuses where limits are enforced, until the month is over", async () => {
    const mock = createMock({ seed, clock: "virtual", limits: "enforce" });
    await mock.ready();
    await spend(mock, 9999);
    const environment = asEnvironment(mock);

    expect((await environment.get(organization(mock))).status).toBe(200);
    expect(await environment.get(organization(mock))).toMatchObject({ status: 429, body: { code: "quota_exceeded" } });
    await mock.clock.set("2030-02-01T00:00:00.000Z");
    expect((await environment.get(organization(mock))).status).toBe(200);
  });

  test("refuses nothing where limits are counted", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await mock.ready();
    await spend(mock, 20_000);

    expect((await asEnvironment(mock).get(organization(mock))).status).toBe(200);
  });
});
