import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, userId, type Api } from "../../api.ts";
import { mfaSeed, passwordOf, pendingSignIn, requireMfa } from "../../mfa-calls.ts";
import { register } from "../../passkey-calls.ts";

const laptop = { "plinto-device": "laptop-of-mary-01", "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0" };
const phone = { "plinto-device": "phone-of-mary-001", "user-agent": "AcmeApp/3.1 (iPhone)" };

describe("a remembered device", () => {
  test("takes the place of the second factor for 30 days, for its person, and the session tells of one factor", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const mary = await remember(mock);
    expect((await mary.get("/v1/devices")).body.data[0]).toMatchObject({ rememberExpiresAt: "2030-01-31T00:00:00.000Z", trusted: false });
    const again = await passwordOf(mock, "mary", {}, laptop);
    expect(again.body).toMatchObject({ status: "complete", session: { authenticationMethods: ["pwd"] } });
    expect((await passwordOf(mock, "mary", {}, phone)).body.status).toBe("mfa_required");
    expect((await passwordOf(mock, "mary")).body.status).toBe("mfa_required");
    await mock.clock.advance("30d");
    expect((await passwordOf(mock, "mary", {}, laptop)).body.status).toBe("mfa_required");
  });

  test("shows no more that it is one when the time is over", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await remember(mock);
    await mock.clock.advance("30d");
    const pending = await pendingSignIn(mock, "mary", {}, laptop);
    const done = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    const mary = api(mock, { as: done.body.session.accessToken as string });
    expect((await mary.get(`/v1/devices/${done.body.session.deviceId}`)).body.rememberExpiresAt).toBeNull();
  });

  test("is no other person's: who shares the computer is asked", async () => {
    const mock = createMock({ seed: { ...mfaSeed, users: { ...mfaSeed.users, bob: { email: "bob@acme.test", mfa: true } } }, clock: "virtual" });
    await remember(mock);
    expect((await passwordOf(mock, "bob", {}, laptop)).body.status).toBe("mfa_required");
  });

  test("has to be named: without Plinto-Device nothing is remembered", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const agent = { "user-agent": laptop["user-agent"] };
    const pending = await pendingSignIn(mock, "mary", {}, agent);
    await pending.post("/v1/auth/continue", { step: "mfa", rememberDevice: true, proof: { kind: "totp", code: mock.totp("mary") } });
    expect((await passwordOf(mock, "mary", {}, agent)).body).toMatchObject({ status: "mfa_required", deviceCanBeRemembered: false });
  });

  test("is remembered by the answer to a challenge too, and over the steps after it", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const pending = await pendingSignIn(mock, "mary", {}, laptop);
    const { id } = (await pending.post("/v1/mfa/challenges", { kind: "totp" })).body;
    const next = await pending.post(`/v1/mfa/challenges/${id}/verify`, { kind: "totp", code: mock.totp("mary"), rememberDevice: true });
    expect(next.body.status).toBe("organization_required");
    await api(mock, { as: next.body.pendingToken, headers: laptop }).post("/v1/auth/continue", { step: "organization", organizationId: orgId(mock, "acme") });
    expect((await passwordOf(mock, "mary", { organizationId: orgId(mock, "acme") }, laptop)).body.status).toBe("complete");
  });

  test.each<readonly [string, (mock: Mock, mary: Api) => Promise<unknown>]>([
    [
      "the password is changed",
      (_mock, mary) => mary.post("/v1/auth/password/change", { currentPassword: "plinto-demo", newPassword: "staple correct horse" }),
    ],
    ["the password is reset", (mock) => resetPassword(mock)],
    [
      "the factor is removed",
      async (mock, mary) => {
        const [factor] = (await mary.get("/v1/mfa/factors")).body.data;
        await mary.delete(`/v1/mfa/factors/${factor.id}`);
        await mary.post("/v1/mfa/totp").then(({ body }) => mary.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: mock.totp("mary") }));
      },
    ],
    ["the device is forgotten", async (_mock, mary) => mary.delete(`/v1/devices/${(await mary.get("/v1/auth/session")).body.deviceId}`)],
    ["the other sessions are ended", (_mock, mary) => mary.delete("/v1/sessions")],
    [
      "the person is banned",
      async (mock) => {
        const path = `/v1/users/${userId(mock, "mary")}`;
        await asEnvironment(mock).post(`${path}/ban`, {});
        await asEnvironment(mock).post(`${path}/unban`);
      },
    ],
  ])("is asked again after %s", async (_when, act) => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const mary = await remember(mock);
    await act(mock, mary);
    const { email } = mock.seed.users.mary;
    const passwords = ["plinto-demo", "staple correct horse"];
    const answers = await Promise.all(passwords.map((password) => api(mock).post("/v1/auth/sign-in", { email, password }, laptop)));
    expect(answers.map(({ body }) => body.status).filter((status) => status === "mfa_required" || status === "complete")).toEqual(["mfa_required"]);
  });

  // The remembering ends because something may have been stolen; a session that stands on it alone must not stay in.
  test.each<readonly [string, (mock: Mock, mary: Api, onDevice: Api) => Promise<unknown>]>([
    [
      "the password is changed",
      (_mock, mary) => mary.post("/v1/auth/password/change", { currentPassword: "plinto-demo", newPassword: "staple correct horse" }),
    ],
    [
      "a factor is removed",
      async (mock, mary) => {
        const [app] = (await mary.get("/v1/mfa/factors")).body.data;
        await register(mary, mock.passkeys.authenticator());
        return mary.delete(`/v1/mfa/factors/${app.id}`);
      },
    ],
    ["the session ends the others", (_mock, _mary, onDevice) => onDevice.delete("/v1/sessions")],
    [
      "the session forgets its device",
      async (_mock, _mary, onDevice) => onDevice.delete(`/v1/devices/${(await onDevice.get("/v1/auth/session")).body.deviceId}`),
    ],
  ])("takes along what it opened when %s: the session counts as proved by one factor", async (_when, act) => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const mary = await remember(mock);
    await requireMfa(mock, "acme", "ada");
    const acme = `/v1/organizations/${orgId(mock, "acme")}`;
    const onDevice = api(mock, { as: (await passwordOf(mock, "mary", {}, laptop)).body.session.accessToken as string });
    expect((await onDevice.get(acme)).status).toBe(200);
    await act(mock, mary, onDevice);
    expect((await onDevice.get(acme)).body.code).toBe("mfa_required_by_org");
  });

  test("does not count where an organization is against it: at the sign-in, nor in a session that it began", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await remember(mock);
    const ada = await requireMfa(mock, "acme", "ada");
    const acme = orgId(mock, "acme");
    const within = await passwordOf(mock, "mary", { organizationId: acme }, laptop);
    expect(within.body.status).toBe("complete");
    const mary = api(mock, { as: within.body.session.accessToken as string });
    expect((await mary.get(`/v1/organizations/${acme}`)).status).toBe(200);
    await ada.put(`/v1/organizations/${acme}/auth-policy`, { mfa: "required", rememberDevices: false });
    expect((await mary.get(`/v1/organizations/${acme}`)).body.code).toBe("mfa_required_by_org");
    const asked = await passwordOf(mock, "mary", { organizationId: acme }, laptop);
    expect(asked.body).toMatchObject({ status: "mfa_required", deviceCanBeRemembered: false });
    expect((await passwordOf(mock, "mary", {}, laptop)).body.status).toBe("complete");
  });

  test("is not remembered anew for an organization that is against it", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada", { rememberDevices: false });
    const pending = await pendingSignIn(mock, "mary", { organizationId: orgId(mock, "acme") }, laptop);
    await pending.post("/v1/auth/continue", { step: "mfa", rememberDevice: true, proof: { kind: "totp", code: mock.totp("mary") } });
    expect((await passwordOf(mock, "mary", {}, laptop)).body.status).toBe("mfa_required");
  });

  test("a trusted device alone spares nobody the factor", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const pending = await pendingSignIn(mock, "mary", {}, laptop);
    const done = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    const mary = api(mock, { as: done.body.session.accessToken as string });
    expect((await mary.patch(`/v1/devices/${done.body.session.deviceId}`, { trusted: true })).body).toMatchObject({ trusted: true, rememberExpiresAt: null });
    expect((await passwordOf(mock, "mary", {}, laptop)).body.status).toBe("mfa_required");
  });
});

/** Signs Mary in on her laptop, which is remembered from then on. */
async function remember(mock: Mock): Promise<Api> {
  await mock.ready();
  const pending = await pendingSignIn(mock, "mary", {}, laptop);
  const done = await pending.post("/v1/auth/continue", { step: "mfa", rememberDevice: true, proof: { kind: "totp", code: mock.totp("mary") } });
  return api(mock, { as: done.body.session.accessToken as string });
}

async function resetPassword(mock: Mock): Promise<void> {
  const { email } = mock.seed.users["mary"]!;
  await api(mock).post("/v1/auth/password/forgot", { email });
  const { token } = await mock.mailbox.waitFor({ to: email, kind: "password_reset" });
  await api(mock).post("/v1/auth/password/reset", { token, password: "staple correct horse" });
}
