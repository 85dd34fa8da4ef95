import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../../api.ts";
import { register } from "../../passkey-calls.ts";
import { mfaSeed, passwordOf, pendingSignIn, requireMfa, setUpApp, signedInWithMfa, wrongCode } from "../../mfa-calls.ts";

const device = { "plinto-device": "laptop-of-mary-01" };

describe("a sign-in of somebody with a second factor", () => {
  test("waits for it and names what the person can prove it with", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const before = mock.events.length;
    const { status, body } = await passwordOf(mock, "mary");
    expect(status).toBe(200);
    expect(body).toEqual({
      status: "mfa_required",
      pendingToken: expect.stringMatching(/^pt_/),
      expiresAt: "2030-01-01T00:10:00.000Z",
      expiresInSeconds: 600,
      factors: [
        { kind: "totp", factorId: expect.stringMatching(/^fac_/), name: null },
        { kind: "recovery_code", factorId: null, name: null },
      ],
      deviceCanBeRemembered: false,
    });
    expect(eventTypes(mock, before)).toEqual([]);
    // The pending token opens nothing but its own sign-in.
    const me = await api(mock, { as: body.pendingToken }).get("/v1/users/me");
    expect([me.status, me.body.code]).toEqual([403, "permission_denied"]);
  });

  test("goes on with a code of the app, and the session tells that two factors were proved", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const pending = await pendingSignIn(mock, "mary", { organizationId: orgId(mock, "acme") });
    const before = mock.events.length;
    const { status, body } = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "complete",
      session: { userId: userId(mock, "mary"), organizationId: orgId(mock, "acme"), authenticationMethods: ["pwd", "otp", "mfa"] },
      user: { mfaEnabled: true },
    });
    expect(eventTypes(mock, before)).toEqual(["auth.sign_in_succeeded", "session.created"]);
    const [factor] = (await api(mock, { as: body.session.accessToken }).get("/v1/mfa/factors")).body.data;
    expect(factor).toMatchObject({ lastUsedAt: "2030-01-01T00:00:00.000Z", version: 1 });
  });

  test("goes on with the answer to a challenge too", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const pending = await pendingSignIn(mock, "mary");
    const challenge = await pending.post("/v1/mfa/challenges", { kind: "totp" });
    expect(challenge.status).toBe(201);
    expect(challenge.body).toMatchObject({
      kind: "totp",
      id: expect.stringMatching(/^chl_/),
      remainingAttempts: 5,
      expiresAt: "2030-01-01T00:05:00.000Z",
      expiresInSeconds: 300,
    });
    const path = `/v1/mfa/challenges/${challenge.body.id}/verify`;
    const wrong = await pending.post(path, { kind: "totp", code: wrongCode(mock, "mary") });
    expect([wrong.status, wrong.body.code]).toEqual([401, "mfa_code_invalid"]);
    expect((await pending.post("/v1/mfa/challenges", { kind: "totp", factorId: challenge.body.factorId })).body.remainingAttempts).toBe(4);
    const right = await pending.post(path, { kind: "totp", code: mock.totp("mary") });
    expect(right.body).toMatchObject({ status: "complete", session: { authenticationMethods: ["pwd", "otp", "mfa"] } });
    const again = await pending.post(path, { kind: "totp", code: mock.totp("mary") });
    expect([again.status, again.body.code]).toEqual([401, "pending_token_invalid"]);
  });

  test("takes the answer to its own challenge only, while it waits, and of its kind", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const one = await pendingSignIn(mock, "mary");
    const other = await pendingSignIn(mock, "mary");
    const { id } = (await one.post("/v1/mfa/challenges", { kind: "totp" })).body;
    const foreign = await other.post(`/v1/mfa/challenges/${id}/verify`, { kind: "totp", code: mock.totp("mary") });
    expect([foreign.status, foreign.body.code]).toEqual([404, "not_found"]);
    const credential = { id: "AAAA", rawId: "AAAA", type: "public-key", response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" } };
    const kind = await one.post(`/v1/mfa/challenges/${id}/verify`, { kind: "passkey", credential });
    expect([kind.status, kind.body.errors]).toEqual([400, [{ pointer: "/kind", code: "kind", message: "kind is that of the challenge: totp" }]]);
    await mock.clock.advance("5m");
    const late = await one.post(`/v1/mfa/challenges/${id}/verify`, { kind: "totp", code: mock.totp("mary") });
    expect([late.status, late.body.code]).toEqual([410, "challenge_expired"]);
    // The sign-in itself still waits.
    expect((await one.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } })).body.status).toBe("complete");
  });

  test("makes challenges for the factors that the person has, and no others", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    const pending = await pendingSignIn(mock, "mary");
    const passkey = await pending.post("/v1/mfa/challenges", { kind: "passkey" });
    expect([passkey.status, passkey.body.code, passkey.body.title]).toEqual([404, "factor_not_found", "The person has no such second factor"]);
    const unknown = await pending.post("/v1/mfa/challenges", { kind: "totp", factorId: "fac_00000000000000000000000000" });
    expect([unknown.status, unknown.body.code]).toEqual([404, "factor_not_found"]);
    const bob = await signedIn(mock, "bob");
    expect((await bob.post("/v1/mfa/challenges", { kind: "totp" })).body.code).toBe("factor_not_found");
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { totp: false } });
    const off = await pending.post("/v1/mfa/challenges", { kind: "totp" });
    expect([off.status, off.body.code]).toEqual([403, "auth_method_disabled"]);
  });

  test("is judged by the step that it waits for: no other step leads around the factor", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    for (const step of [{ step: "email_verification" }, { step: "organization", organizationId: orgId(mock, "acme") }, { step: "mfa_enrollment" }]) {
      const pending = await pendingSignIn(mock, "mary");
      expect((await pending.post("/v1/auth/continue", step)).body.status).toBe("mfa_required");
    }
    const unproved = await pendingSignIn(mock, "mary");
    const passkey = {
      kind: "passkey",
      challengeId: "chl_00000000000000000000000000",
      credential: { id: "AAAA", rawId: "AAAA", type: "public-key", response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" } },
    };
    expect((await unproved.post("/v1/auth/continue", { step: "mfa", proof: passkey })).body.code).toBe("factor_not_found");
  });

  test("asks by every way in: link, code and password", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const anyone = api(mock);
    const { email } = mock.seed.users.mary;
    await anyone.post("/v1/auth/magic-link", { email });
    const { token } = await mock.mailbox.waitFor({ to: email, kind: "magic_link" });
    expect((await anyone.post("/v1/auth/magic-link/verify", { token })).body.status).toBe("mfa_required");
    await anyone.post("/v1/auth/otp", { email });
    const { code } = await mock.mailbox.waitFor({ to: email, kind: "otp" });
    const byCode = await anyone.post("/v1/auth/otp/verify", { email, code });
    expect(byCode.body.status).toBe("mfa_required");
    const done = await api(mock, { as: byCode.body.pendingToken }).post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } });
    expect(done.body.session.authenticationMethods).toEqual(["otp", "mfa"]);
  });

  test("comes after the address and before the organization", async () => {
    const seed = defineSeed({ ...mfaSeed, users: { ...mfaSeed.users, mary: { email: "mary@acme.test", mfa: true, emailVerified: false } } });
    const mock = createMock({ seed });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const first = await passwordOf(mock, "mary");
    expect(first.body.status).toBe("email_verification_required");
    const { code } = await mock.mailbox.waitFor({ to: "mary@acme.test", kind: "email_verification" });
    const second = await api(mock, { as: first.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification", code });
    expect(second.body.status).toBe("mfa_required");
    const third = await api(mock, { as: second.body.pendingToken }).post("/v1/auth/continue", {
      step: "mfa",
      proof: { kind: "totp", code: mock.totp("mary") },
    });
    expect(third.body.status).toBe("organization_required");
    const last = await api(mock, { as: third.body.pendingToken }).post("/v1/auth/continue", { step: "organization", organizationId: orgId(mock, "globex") });
    expect(last.body).toMatchObject({ status: "complete", session: { organizationId: orgId(mock, "globex"), authenticationMethods: ["pwd", "otp", "mfa"] } });
  });

  test("does not ask for a kind that the environment has switched off", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { totp: false } });
    expect((await passwordOf(mock, "mary")).body).toMatchObject({ status: "complete", session: { authenticationMethods: ["pwd"] } });
  });

  test("shows the same answer again to the same call", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    const call = { "idempotency-key": "sign-in-1", ...device };
    const first = await passwordOf(mock, "mary", {}, call);
    expect(first.body.deviceCanBeRemembered).toBe(true);
    const again = await passwordOf(mock, "mary", {}, call);
    expect(again.body).toEqual({ ...first.body, expiresInSeconds: again.body.expiresInSeconds });
    const pending = api(mock, { as: first.body.pendingToken });
    const proof = { step: "mfa", proof: { kind: "totp", code: mock.totp("mary") } };
    const done = await pending.post("/v1/auth/continue", proof, { "idempotency-key": "continue-1" });
    const replayed = await pending.post("/v1/auth/continue", proof, { "idempotency-key": "continue-1" });
    expect(replayed.body.session.id).toBe(done.body.session.id);
    expect(replayed.headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("a code of the app", () => {
  test("catalogue 45: is good once, and no earlier one after it", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const present = mock.totp("mary");
    const first = await pendingSignIn(mock, "mary");
    expect((await first.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: present } })).body.status).toBe("complete");
    const second = await pendingSignIn(mock, "mary");
    const replayed = await second.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: present } });
    expect([replayed.status, replayed.body.code, replayed.body.title]).toEqual([401, "mfa_code_replayed", "The code of the second factor was used already"]);
    // The code of the next step, half a minute early, and then the present one again.
    const next = mock.totp("mary");
    expect((await second.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: next } })).body.status).toBe("complete");
    const third = await pendingSignIn(mock, "mary");
    expect((await third.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: present } })).body.code).toBe("mfa_code_replayed");
    expect(() => mock.totp("mary")).toThrow(expect.objectContaining({ code: "totp_used_up", message: expect.stringContaining("30 seconds") }));
  });

  test.each([
    [-2, "mfa_code_invalid"],
    [-1, "complete"],
    [0, "complete"],
    [1, "complete"],
    [2, "mfa_code_invalid"],
  ])("catalogue 45: drifts at most one step: %i steps answer %s", async (steps, expected) => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await mock.clock.advance("5m");
    const elsewhere = createMock({ seed: mfaSeed, clock: "virtual" });
    await elsewhere.ready();
    await elsewhere.clock.advance(300_000 + steps * 30_000);
    const pending = await pendingSignIn(mock, "mary");
    const { body } = await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: elsewhere.totp("mary") } });
    expect(body.code ?? body.status).toBe(expected);
  });

  test("is told to the audit log when it is refused, with how and why", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    const pending = await pendingSignIn(mock, "mary");
    const before = mock.events.length;
    await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: wrongCode(mock, "mary") } });
    expect(eventTypes(mock, before)).toEqual(["mfa.challenge_failed", "auth.sign_in_failed"]);
    expect(mock.events[before]).toMatchObject({ data: { userId: userId(mock, "mary"), method: "totp", code: "mfa_code_invalid", sessionId: null } });
  });
});

describe("a sign-in that enters an organization which requires a second factor", () => {
  test("leads a person without one to set it up, and then in", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const { body } = await passwordOf(mock, "bob", { organizationId: orgId(mock, "acme") });
    expect(body).toEqual({
      status: "mfa_enrollment_required",
      pendingToken: expect.stringMatching(/^pt_/),
      expiresAt: "2030-01-01T00:10:00.000Z",
      expiresInSeconds: 600,
      organizationId: orgId(mock, "acme"),
      kinds: ["totp", "passkey"],
    });
    const pending = api(mock, { as: body.pendingToken });
    const early = await pending.post("/v1/auth/continue", { step: "mfa_enrollment" });
    expect([early.status, early.body.code]).toEqual([404, "factor_not_found"]);
    const activated = await setUpApp(mock, pending, "bob");
    expect(activated.body.recoveryCodes.codes).toHaveLength(10);
    const done = await pending.post("/v1/auth/continue", { step: "mfa_enrollment" });
    expect(done.body).toMatchObject({ status: "complete", session: { organizationId: orgId(mock, "acme"), authenticationMethods: ["pwd", "otp", "mfa"] } });
  });

  test("takes a passkey as the factor that is set up, and no second one with a token that was used up", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const authenticator = mock.passkeys.authenticator();
    const pending = await pendingSignIn(mock, "bob", { organizationId: orgId(mock, "acme") });
    const registered = await register(pending, authenticator);
    expect(registered.body).toMatchObject({ passkey: { userVerified: true }, recoveryCodes: { codes: expect.any(Array) } });
    const done = await pending.post("/v1/auth/continue", { step: "mfa_enrollment" });
    expect(done.body).toMatchObject({ status: "complete", session: { authenticationMethods: ["pwd", "swk", "user", "mfa"] } });
    for (const path of ["/v1/mfa/totp", "/v1/passkeys/registration/options"]) {
      const late = await pending.post(path, path.endsWith("options") ? {} : undefined);
      expect([late.status, late.body.code]).toEqual([401, "pending_token_invalid"]);
    }
  });

  test("asks for the factor itself when it was set up elsewhere meanwhile", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const pending = await pendingSignIn(mock, "bob", { organizationId: orgId(mock, "acme") });
    const elsewhere = await signedIn(mock, "bob");
    await setUpApp(mock, elsewhere, "bob");
    expect((await pending.post("/v1/auth/continue", { step: "mfa_enrollment" })).body.status).toBe("mfa_required");
  });

  test("asks after the choice of the organization, where one has to be chosen", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const pending = await pendingSignIn(mock, "bob");
    const chosen = await pending.post("/v1/auth/continue", { step: "organization", organizationId: orgId(mock, "acme") });
    expect(chosen.body).toMatchObject({ status: "mfa_enrollment_required", organizationId: orgId(mock, "acme") });
    const other = await pendingSignIn(mock, "bob");
    expect((await other.post("/v1/auth/continue", { step: "organization", organizationId: orgId(mock, "globex") })).body.status).toBe("complete");
  });

  test("asks nobody for it who stands in no organization, or in another", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    expect((await passwordOf(mock, "bob")).body.status).toBe("complete");
    expect((await passwordOf(mock, "bob", { organizationId: orgId(mock, "globex") })).body.status).toBe("complete");
    expect((await (await signedInWithMfa(mock, "mary", { organizationId: orgId(mock, "acme") })).get("/v1/auth/session")).body.organizationId).toBe(
      orgId(mock, "acme"),
    );
  });
});

test("catalogue 17: every sign-in begins another session, and a step-up goes on in the same", async () => {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  const sessions = new Set<string>();
  for (let time = 0; time < 3; time++) {
    const mary = await signedInWithMfa(mock, "mary");
    const { id, authenticatedAt } = (await mary.get("/v1/auth/session")).body;
    sessions.add(id as string);
    await mock.clock.advance("1m");
    const { body } = await mary.post("/v1/auth/step-up", { method: "totp", code: mock.totp("mary") });
    expect(body.id).toBe(id);
    expect(Date.parse(body.authenticatedAt)).toBeGreaterThan(Date.parse(authenticatedAt));
    await mock.clock.advance("1m");
  }
  expect(sessions.size).toBe(3);
});
