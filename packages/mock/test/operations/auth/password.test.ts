import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes } from "../../api.ts";

const password = "plinto-demo";
const next = "a better password";
const ada = { email: "ada@acme.test", password };

describe("requestPasswordReset", () => {
  test("answers the same for everybody and writes only to who exists", async () => {
    const mock = createMock();
    const unknown = await api(mock).post("/v1/auth/password/forgot", { email: "nobody@acme.test" });
    expect([unknown.status, unknown.body, mock.mailbox.messages.length, mock.events.length]).toEqual([202, undefined, 0, 0]);
    const known = await api(mock).post("/v1/auth/password/forgot", { email: "ada@acme.test" });
    expect([known.status, known.body]).toEqual([202, undefined]);
    expect(eventTypes(mock)).toEqual(["auth.password_reset_requested", "email.queued", "email.sent", "email.delivered"]);
  });

  test("leads only where the environment allows, with the token in the fragment", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { redirectUrls: ["https://app.acme.test/reset", "http://localhost"] });
    const evil = await api(mock).post("/v1/auth/password/forgot", { email: "ada@acme.test", redirectUrl: "https://app.acme.test/reset/../evil" });
    expect([evil.status, evil.body.code]).toEqual([400, "redirect_uri_not_allowed"]);
    // Nor does an unknown address tell which URLs are allowed, or the other way round.
    expect((await api(mock).post("/v1/auth/password/forgot", { email: "nobody@acme.test", redirectUrl: "https://evil.test" })).body.code).toBe(
      "redirect_uri_not_allowed",
    );
    await api(mock).post("/v1/auth/password/forgot", { email: "ada@acme.test", redirectUrl: "http://localhost:5173/reset" });
    expect(mock.mailbox.latest()!.link).toMatch(/^http:\/\/localhost:5173\/reset#token=pr_\w+$/);
    await api(mock).post("/v1/auth/password/forgot", { email: "ada@acme.test" });
    expect(mock.mailbox.latest()!.link).toMatch(/^https:\/\/app\.acme\.test\/reset#token=pr_\w+$/);
  });
});

describe("resetPassword", () => {
  test("sets the password, ends every session, verifies the address and tells by e-mail", async () => {
    const mock = createMock({ seed: { users: { ada: { email: "ada@acme.test", emailVerified: false } }, organizations: { acme: { owner: "ada" } } } });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
    const sessions = [(await api(mock).post("/v1/auth/sign-in", ada)).body.session, (await api(mock).post("/v1/auth/sign-in", ada)).body.session];
    const token = await resetToken(mock);
    const before = mock.events.length;
    const reset = await api(mock).post("/v1/auth/password/reset", { token, password: next });
    expect([reset.status, reset.body]).toEqual([200, { email: "ada@acme.test", revokedSessions: 2 }]);
    expect(eventTypes(mock, before)).toEqual([
      "auth.password_changed",
      "session.revoked",
      "session.revoked",
      "auth.email_verified",
      "user.updated",
      "email.queued",
      "email.sent",
      "email.delivered",
    ]);
    expect(mock.mailbox.latest()!.kind).toBe("password_changed");
    for (const { accessToken, refreshToken } of sessions) {
      expect((await api(mock, { as: accessToken }).get("/v1/users/me")).body.code).toBe("session_revoked");
      expect((await api(mock).post("/v1/auth/refresh", { refreshToken })).body.code).toBe("session_revoked");
    }
    expect((await api(mock).post("/v1/auth/sign-in", ada)).body.code).toBe("invalid_credentials");
    expect((await api(mock).post("/v1/auth/sign-in", { ...ada, password: next })).body).toMatchObject({ status: "complete", user: { emailVerified: true } });
  });

  test("ends a lock", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 1 } });
    await api(mock).post("/v1/auth/sign-in", { ...ada, password: "wrong-one" });
    const token = await resetToken(mock);
    await api(mock).post("/v1/auth/password/reset", { token, password: next });
    expect(eventTypes(mock)).toContain("user.unlocked");
    expect((await api(mock).post("/v1/auth/sign-in", { ...ada, password: next })).body).toMatchObject({
      status: "complete",
      user: { status: "active", lockExpiresAt: null },
    });
  });

  test("takes a token once, for an hour, and none that was asked for before", async () => {
    const mock = createMock({ clock: "virtual" });
    const old = await resetToken(mock);
    const token = await resetToken(mock);
    const answer = async (given: string) => {
      const { status, body } = await api(mock).post("/v1/auth/password/reset", { token: given, password: next });
      return [status, body.code];
    };
    expect(await answer("pr_none")).toEqual([400, "token_invalid"]);
    expect((await api(mock).post("/v1/auth/email/verify", { token })).body.code).toBe("token_invalid");
    expect(await answer(token)).toEqual([200, undefined]);
    expect(await answer(token)).toEqual([410, "token_used"]);
    expect(await answer(old)).toEqual([400, "token_invalid"]);
    const late = await resetToken(mock);
    await mock.clock.advance("1h");
    expect(await answer(late)).toEqual([410, "token_expired"]);
  });

  test("refuses a weak password and the one in use without using the token up", async () => {
    const mock = createMock();
    const token = await resetToken(mock);
    const weak = await api(mock).post("/v1/auth/password/reset", { token, password: "12345678" });
    expect([weak.status, weak.body.code, weak.body.errors[0].pointer]).toEqual([422, "weak_password", "/password"]);
    const reused = await api(mock).post("/v1/auth/password/reset", { token, password });
    expect([reused.status, reused.body.code]).toEqual([422, "password_reused"]);
    expect((await api(mock).post("/v1/auth/password/reset", { token, password: next })).status).toBe(200);
  });

  test("is no way in after the address has changed", async () => {
    const mock = createMock();
    const token = await resetToken(mock);
    expect((await asEnvironment(mock).patch(`/v1/users/${mock.seed.users.ada.id}`, { email: "ada@other.test" })).status).toBe(200);
    expect((await api(mock).post("/v1/auth/password/reset", { token, password: next })).body.code).toBe("token_invalid");
  });
});

describe("changePassword", () => {
  test("replaces the password, keeps the session and, if asked, ends the others", async () => {
    const mock = createMock();
    const here = (await api(mock).post("/v1/auth/sign-in", ada)).body.session;
    const there = (await api(mock).post("/v1/auth/sign-in", ada)).body.session;
    const before = mock.events.length;
    const caller = api(mock, { as: here.accessToken });
    expect((await caller.post("/v1/auth/password/change", { currentPassword: password, newPassword: next })).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual(["auth.password_changed", "email.queued", "email.sent", "email.delivered"]);
    expect((await api(mock, { as: there.accessToken }).get("/v1/users/me")).status).toBe(200);
    expect((await caller.post("/v1/auth/password/change", { currentPassword: next, newPassword: "yet another one", revokeOtherSessions: true })).status).toBe(
      204,
    );
    expect((await api(mock, { as: there.accessToken }).get("/v1/users/me")).body.code).toBe("session_revoked");
    expect((await caller.get("/v1/users/me")).status).toBe(200);
    expect((await api(mock).post("/v1/auth/sign-in", { ...ada, password: "yet another one" })).status).toBe(200);
  });

  test("refuses a wrong, a weak and the same password, and counts the wrong ones", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 2 } });
    const caller = api(mock, { as: (await api(mock).post("/v1/auth/sign-in", ada)).body.session.accessToken });
    const change = async (currentPassword: string, newPassword: string) => {
      const { status, body } = await caller.post("/v1/auth/password/change", { currentPassword, newPassword });
      return [status, body.code, body.errors?.[0].pointer];
    };
    expect(await change(password, "ada@acme.test")).toEqual([422, "weak_password", "/newPassword"]);
    expect(await change(password, password)).toEqual([422, "password_reused", "/newPassword"]);
    expect(await change("wrong-one", next)).toEqual([401, "invalid_credentials", undefined]);
    expect(await change("wrong-one", next)).toEqual([401, "invalid_credentials", undefined]);
    expect(await change(password, next)).toEqual([423, "account_locked", undefined]);
  });

  test("demands a recent authentication, which stepUp gives", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
    const session = (await api(mock).post("/v1/auth/sign-in", ada)).body.session;
    await mock.clock.advance("601s");
    const stale = await api(mock, { as: session.accessToken }).post("/v1/auth/password/change", { currentPassword: password, newPassword: next });
    expect([stale.status, stale.body.code, stale.body.challenge]).toEqual([
      403,
      "step_up_required",
      { maxAgeSeconds: 600, methods: ["password", "magic_link", "otp"], sessionId: session.id },
    ]);
    const fresh = await api(mock, { as: session.accessToken }).post("/v1/auth/step-up", { method: "password", password });
    expect((await api(mock, { as: fresh.body.accessToken }).post("/v1/auth/password/change", { currentPassword: password, newPassword: next })).status).toBe(
      204,
    );
  });
});

async function resetToken(mock: ReturnType<typeof createMock>): Promise<string> {
  await api(mock).post("/v1/auth/password/forgot", { email: "ada@acme.test" });
  return mock.mailbox.latest({ kind: "password_reset" })!.token!;
}

// Set on a keyboard that composes an é of two characters, a password was refused from one that has the letter.
describe("a password with characters that can be spelled in two ways", () => {
  const composed = "caf\u00e9 no\u00ebl";
  const decomposed = composed.normalize("NFD");

  test("is the same in both, where it is set and where it is given", async () => {
    for (const [set, given] of [
      [composed, decomposed],
      [decomposed, composed],
      [composed.replace(" ", "\u00a0"), composed],
    ] as const) {
      const mock = createMock({ seed: { users: { zoe: { email: "zoe@acme.test", password: set } } } });
      const zoe = { email: "zoe@acme.test", password: given };
      const signed = await api(mock).post("/v1/auth/sign-in", zoe);
      expect(signed.body.status).toBe("complete");
      const changed = { currentPassword: given, newPassword: decomposed.replace("caf", "bar") };
      expect((await api(mock, { as: signed.body.session.accessToken }).post("/v1/auth/password/change", changed)).status).toBe(204);
      expect((await api(mock).post("/v1/auth/sign-in", { ...zoe, password: composed.replace("caf", "bar") })).body.status).toBe("complete");
    }
  });

  test("counts by the characters that it has when it is composed", async () => {
    const answer = await api(createMock()).post("/v1/auth/sign-up", { email: "zoe@acme.test", password: "e\u0301".repeat(7) });
    expect([answer.status, answer.body.code]).toEqual([422, "weak_password"]);
  });

  test("is another one in other letters: only the spelling is the same, not what looks alike", async () => {
    const mock = createMock({ seed: { users: { zoe: { email: "zoe@acme.test", password: "\ufb01ne password" } } } });
    expect((await api(mock).post("/v1/auth/sign-in", { email: "zoe@acme.test", password: "fine password" })).body.code).toBe("invalid_credentials");
  });
});
