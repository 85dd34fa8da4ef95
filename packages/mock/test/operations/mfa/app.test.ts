import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../../api.ts";
import { mfaSeed, passwordOf, pendingSignIn, requireMfa, setUpApp, signedInWithMfa, wrongCode } from "../../mfa-calls.ts";

describe("enrollTotp", () => {
  test("shows a secret once, for an app that waits ten minutes for its first code", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const before = mock.events.length;
    const answer = await ada.post("/v1/mfa/totp");
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      factor: { userId: userId(mock, "ada"), kind: "totp", status: "pending", name: null, lastUsedAt: null, version: 1 },
      expiresAt: "2030-01-01T00:10:00.000Z",
      expiresInSeconds: 600,
    });
    expect(answer.body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(answer.body.uri).toBe(`otpauth://totp/Test:ada%40acme.test?issuer=Test&secret=${answer.body.secret}&algorithm=SHA1&digits=6&period=30`);
    const { body } = await ada.get(`/v1/mfa/factors/${answer.body.factor.id}`);
    expect(body).toEqual(answer.body.factor);
    // Nothing is asked for before it is in use, and nothing happened that anybody should hear of.
    expect((await passwordOf(mock, "ada")).body.status).toBe("complete");
    expect(eventTypes(mock, before).filter((type) => type.startsWith("mfa."))).toEqual([]);
  });

  test("replaces an app that waits, and is refused beside one in use", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const first = await ada.post("/v1/mfa/totp");
    const second = await ada.post("/v1/mfa/totp");
    expect(second.body.secret).not.toBe(first.body.secret);
    expect((await ada.get(`/v1/mfa/factors/${first.body.factor.id}`)).body.code).toBe("not_found");
    expect((await ada.get("/v1/mfa/factors")).body.data).toEqual([second.body.factor]);
    expect((await ada.post(`/v1/mfa/totp/${second.body.factor.id}/activate`, { code: mock.totp("ada") })).status).toBe(200);
    const third = await ada.post("/v1/mfa/totp");
    expect([third.status, third.body.code, third.body.title]).toEqual([409, "factor_exists", "There is an authenticator app already"]);
  });

  test("shows the secret again to the same call, for as long as it waits", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const call = { "idempotency-key": "enrol-ada-1" };
    const first = await ada.post("/v1/mfa/totp", undefined, call);
    await mock.clock.advance("1m");
    const again = await ada.post("/v1/mfa/totp", undefined, call);
    expect(again.body).toEqual({ ...first.body, expiresInSeconds: 540 });
    await ada.post(`/v1/mfa/totp/${first.body.factor.id}/activate`, { code: mock.totp("ada") });
    const late = await ada.post("/v1/mfa/totp", undefined, call);
    expect([late.status, late.body.code, late.body.detail]).toEqual([
      410,
      "token_used",
      "This enrolment is over, so its secret cannot be shown again. Begin a new one.",
    ]);
  });

  test("is over after ten minutes", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const { body } = await ada.post("/v1/mfa/totp");
    const code = mock.totp("ada");
    await mock.clock.advance("10m");
    const fresh = await signedIn(mock, "ada");
    expect((await fresh.get("/v1/mfa/factors")).body.data).toEqual([]);
    expect((await fresh.get(`/v1/mfa/factors/${body.factor.id}`)).body.code).toBe("not_found");
    expect((await fresh.delete(`/v1/mfa/factors/${body.factor.id}`)).body.code).toBe("not_found");
    const late = await fresh.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code });
    expect([late.status, late.body.code]).toEqual([410, "challenge_expired"]);
  });

  test("is refused where the environment has apps switched off", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { totp: false } });
    const answer = await (await signedIn(mock, "ada")).post("/v1/mfa/totp");
    expect([answer.status, answer.body.code]).toEqual([403, "auth_method_disabled"]);
  });

  test("is not open to a sign-in that waits for the factor the person has: a stolen password sets up nothing", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    const thief = await pendingSignIn(mock, "mary");
    const answer = await thief.post("/v1/mfa/totp");
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      403,
      "permission_denied",
      "This sign-in does not wait for a second factor to be set up.",
    ]);
  });
});

// The example showed an app in use, with a time of its last use, where none has shown a code yet.
test("the description shows an enrolment as it is answered: waiting, and never used", async () => {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  const answered = (await (await signedIn(mock, "bob")).post("/v1/mfa/totp")).body.factor;
  const [example] = (await api(mock).get("/v1/openapi.json")).body.components.schemas.TotpEnrollment.properties.factor.examples;
  const { kind, status, name, lastUsedAt, version } = example;
  expect(answered).toMatchObject({ kind, status, name, lastUsedAt, version });
});

describe("activateTotp", () => {
  test("puts the app in use with its first code, gives ten recovery codes and tells the person", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const { body: begun } = await ada.post("/v1/mfa/totp");
    const before = mock.events.length;
    const answer = await ada.post(`/v1/mfa/totp/${begun.factor.id}/activate`, { code: mock.totp("ada") });
    expect(answer.status).toBe(200);
    expect(answer.body.factor).toMatchObject({ id: begun.factor.id, status: "active", version: 2, lastUsedAt: "2030-01-01T00:00:00.000Z" });
    expect(answer.body.recoveryCodes.codes).toHaveLength(10);
    expect(new Set(answer.body.recoveryCodes.codes).size).toBe(10);
    for (const code of answer.body.recoveryCodes.codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
    expect(eventTypes(mock, before)).toEqual(["mfa.factor_added", "email.queued", "email.sent", "email.delivered", "mfa.recovery_codes_regenerated"]);
    expect(mock.events[before]!.data).toEqual(answer.body.factor);
    expect(mock.mailbox.latest({ to: "ada@acme.test" })).toMatchObject({ kind: "credential_added", text: expect.stringContaining("Authenticator app") });
    expect((await ada.get("/v1/users/me")).body.mfaEnabled).toBe(true);
    expect((await passwordOf(mock, "ada")).body.status).toBe("mfa_required");
  });

  test("makes the session of the call count as proved by two factors, and no other", async () => {
    const mock = createMock({ seed: mfaSeed });
    const other = await signedIn(mock, "ada");
    const ada = await signedIn(mock, "ada");
    await setUpApp(mock, ada, "ada");
    expect((await ada.get("/v1/auth/session")).body.authenticationMethods).toEqual(["pwd", "otp", "mfa"]);
    expect((await other.get("/v1/auth/session")).body.authenticationMethods).toEqual(["pwd"]);
  });

  test("takes no code twice: the first one cannot step up", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const { body } = await ada.post("/v1/mfa/totp");
    const code = mock.totp("ada");
    await ada.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code });
    const again = await ada.post("/v1/auth/step-up", { method: "totp", code });
    expect([again.status, again.body.code]).toEqual([401, "mfa_code_replayed"]);
  });

  test("ends the enrolment with the fifth wrong code", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const { body } = await ada.post("/v1/mfa/totp");
    const path = `/v1/mfa/totp/${body.factor.id}/activate`;
    const wrong = wrongCode(mock, "ada");
    for (let attempt = 1; attempt <= 4; attempt++) expect((await ada.post(path, { code: wrong })).body.code).toBe("mfa_code_invalid");
    const fifth = await ada.post(path, { code: wrong });
    expect([fifth.status, fifth.body.code]).toEqual([429, "too_many_attempts"]);
    expect((await ada.post(path, { code: mock.totp("ada") })).body.code).toBe("too_many_attempts");
    expect(mock.events.filter(({ type }) => type === "mfa.challenge_failed")).toHaveLength(5);
    // Beginning again is open.
    expect((await setUpApp(mock, ada, "ada")).status).toBe(200);
  });

  test("does not know the app of somebody else, nor does the owner's again once it is in use", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const bob = await signedIn(mock, "bob");
    const { body } = await ada.post("/v1/mfa/totp");
    const foreign = await bob.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: mock.totp("ada") });
    expect([foreign.status, foreign.body.code]).toEqual([404, "not_found"]);
    expect((await ada.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: mock.totp("ada") })).status).toBe(200);
    expect((await ada.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: mock.totp("ada") })).body.code).toBe("factor_exists");
  });

  test("does not know the app of somebody else in a sign-in that waits for the setup either", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const other = await (await signedInWithMfa(mock, "mary")).get("/v1/mfa/factors");
    const pending = await pendingSignIn(mock, "bob", { organizationId: orgId(mock, "acme") });
    const answer = await pending.post(`/v1/mfa/totp/${other.body.data[0].id}/activate`, { code: mock.totp("mary") });
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });

  test("shows the codes again to the same call for 15 minutes, and keeps them nowhere", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const { body } = await ada.post("/v1/mfa/totp");
    const call = { "idempotency-key": "activate-ada-1" };
    const input = { code: mock.totp("ada") };
    const path = `/v1/mfa/totp/${body.factor.id}/activate`;
    const first = await ada.post(path, input, call);
    expect((await ada.post(path, input, call)).body).toEqual(first.body);
    const state = JSON.stringify(mock.exportSnapshot());
    for (const code of first.body.recoveryCodes.codes as string[]) expect(state.includes(code) || state.includes(code.replace("-", ""))).toBe(false);
    await mock.clock.advance("15m1s");
    const fresh = await signedInAgain();
    expect((await fresh.post(path, input, call)).body).toEqual({ ...first.body, recoveryCodes: null });

    async function signedInAgain() {
      const pending = await pendingSignIn(mock, "ada");
      const done = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("ada") } });
      return api(mock, { as: done.body.session.accessToken as string });
    }
  });
});
