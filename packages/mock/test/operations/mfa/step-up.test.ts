import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, type Api } from "../../api.ts";
import { operationTable } from "../../../src/generated/operation-table.ts";
import { mfaSeed, passwordOf, setUpApp, signedInWithMfa, wrongCode } from "../../mfa-calls.ts";

describe("stepUp with a second factor", () => {
  test("takes a code of the app: a fresh authentication in the same session, proved by two factors", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const early = await signedIn(mock, "ada");
    const other = await signedIn(mock, "ada");
    await setUpApp(mock, other, "ada");
    await mock.clock.advance("1m");
    const before = mock.events.length;
    const { status, body } = await early.post("/v1/auth/step-up", { method: "totp", code: mock.totp("ada") });
    expect(status).toBe(200);
    expect(body).toMatchObject({ authenticatedAt: "2030-01-01T00:01:00.000Z", authenticationMethods: ["pwd", "otp", "mfa"] });
    expect(eventTypes(mock, before)).toEqual(["auth.step_up_succeeded"]);
    expect(mock.events[before]!.data).toMatchObject({ method: "totp", sessionId: body.id });
    expect(claimsOf(body.accessToken)).toMatchObject({ amr: ["pwd", "otp", "mfa"], auth_time: Date.parse("2030-01-01T00:01:00.000Z") / 1000, sid: body.id });
  });

  test("takes a recovery code, and tells the person", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const before = mock.events.length;
    expect((await mary.post("/v1/auth/step-up", { method: "recovery_code", code: mock.seed.users.mary.recoveryCodes[3] })).status).toBe(200);
    expect(eventTypes(mock, before)).toEqual(["mfa.recovery_code_used", "email.queued", "email.sent", "email.delivered", "auth.step_up_succeeded"]);
  });

  test("refuses what the person has not, what is switched off, and what is wrong, which is counted", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const bob = await signedIn(mock, "bob");
    for (const proof of [
      { method: "totp", code: "000000" },
      { method: "recovery_code", code: "00000-00000" },
    ]) {
      const answer = await bob.post("/v1/auth/step-up", proof);
      expect([answer.status, answer.body.code]).toEqual([404, "factor_not_found"]);
    }
    const mary = await signedInWithMfa(mock, "mary");
    const before = mock.events.length;
    const wrong = await mary.post("/v1/auth/step-up", { method: "totp", code: wrongCode(mock, "mary") });
    expect([wrong.status, wrong.body.code]).toEqual([401, "mfa_code_invalid"]);
    expect(eventTypes(mock, before)).toEqual(["mfa.challenge_failed"]);
    expect(mock.events[before]!.data).toMatchObject({ method: "totp", code: "mfa_code_invalid", sessionId: expect.stringMatching(/^ses_/) });
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { totp: false } });
    const off = await mary.post("/v1/auth/step-up", { method: "totp", code: mock.totp("mary") });
    expect([off.status, off.body.code]).toEqual([403, "auth_method_disabled"]);
  });

  test("names in its challenge what is open to the caller, the best first", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const sessions = { mary: await begin("mary"), bob: await begin("bob") };
    await mock.clock.advance("11m");
    const mary = await refreshed(sessions.mary);
    const change = { email: "somebody@elsewhere.test" };
    const refused = await mary.post("/v1/users/me/email", change);
    expect([refused.status, refused.body.code]).toEqual([403, "step_up_required"]);
    expect(refused.body.challenge).toEqual({
      maxAgeSeconds: 600,
      methods: ["totp", "password", "magic_link", "otp", "recovery_code"],
      sessionId: sessions.mary.id,
    });
    const bob = await refreshed(sessions.bob);
    expect((await bob.post("/v1/users/me/email", change)).body.challenge.methods).toEqual(["password", "magic_link", "otp"]);

    async function begin(person: "mary" | "bob"): Promise<{ id: string; refreshToken: string }> {
      const first = await passwordOf(mock, person);
      if (first.body.status === "complete") return first.body.session;
      const proof = { kind: "totp", code: mock.totp(person) };
      return (await api(mock, { as: first.body.pendingToken }).post("/v1/auth/continue", { step: "mfa", proof })).body.session;
    }
    async function refreshed({ refreshToken }: { refreshToken: string }): Promise<Api> {
      return api(mock, { as: (await api(mock).post("/v1/auth/refresh", { refreshToken })).body.accessToken as string });
    }
  });
});

test("catalogue 48: every operation that wants a recent authentication refuses one that is older than it says", async () => {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  const recent = Object.values(operationTable).filter((row) => row.stepUpSeconds !== undefined);
  expect(recent.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["enrollTotp", "deleteMfaFactor", "regenerateRecoveryCodes", "resetUserMfa", "changePassword"]),
  );
  expect(new Set(recent.map(({ stepUpSeconds }) => stepUpSeconds))).toEqual(new Set([600]));
  const first = await signInAsAda();
  await mock.clock.advance("10m");
  const atLimit = await refresh(first.refreshToken);
  // Exactly ten minutes are recent enough; one second more is not.
  expect((await atLimit.api.post("/v1/mfa/totp")).status).toBe(201);
  await mock.clock.advance("1s");
  const stale = await refresh(atLimit.refreshToken);
  const answer = await stale.api.post("/v1/mfa/totp");
  expect([answer.status, answer.body.code]).toEqual([403, "step_up_required"]);
  const { body } = await stale.api.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });
  expect((await api(mock, { as: body.accessToken }).post("/v1/mfa/totp")).status).toBe(201);
  // The token from before the step-up still tells of the old authentication.
  expect((await stale.api.post("/v1/mfa/totp")).body.code).toBe("step_up_required");

  async function signInAsAda() {
    const answered = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo", organizationId: orgId(mock, "acme") });
    return answered.body.session as { refreshToken: string };
  }
  async function refresh(refreshToken: string) {
    const answered = await api(mock).post("/v1/auth/refresh", { refreshToken });
    return { api: api(mock, { as: answered.body.accessToken as string }), refreshToken: answered.body.refreshToken as string };
  }
});

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
}
