import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer, type Api } from "../../api.ts";
import { mfaSeed, passwordOf, pendingSignIn, requireMfa, setUpApp, signedInWithMfa } from "../../mfa-calls.ts";
import { beginRegistration, letTokensLive, proveSecondFactor, register } from "../../passkey-calls.ts";

const laptop = { "plinto-device": "laptop-of-mary-01", "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0" };

/** Every way to change the second factors of somebody who has an app. */
const changes: readonly (readonly [what: string, change: (mock: Mock, caller: Api) => Promise<Answer>, done: number])[] = [
  ["begin an app", (_mock, caller) => caller.post("/v1/mfa/totp"), 409],
  ["begin a passkey", (_mock, caller) => caller.post("/v1/passkeys/registration/options", {}), 200],
  ["make new recovery codes", (_mock, caller) => caller.post("/v1/mfa/recovery-codes"), 201],
  ["remove the app", async (_mock, caller) => caller.delete(`/v1/mfa/factors/${(await caller.get("/v1/mfa/factors")).body.data[0].id}`), 204],
];

describe("whoever has a second factor changes factors only with a recent proof of one", () => {
  // Somebody sits at a laptop that is remembered, or has stolen its device value, and knows the password.
  test.each(changes)("a password and a remembered device do not %s", async (_what, change, done) => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const onDevice = await onRememberedDevice(mock);
    expect(await change(mock, onDevice)).toMatchObject(asksForAFactor);
    const stepped = await onDevice.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });
    const again = api(mock, { as: stepped.body.accessToken as string, headers: laptop });
    expect(await change(mock, again)).toMatchObject(asksForAFactor);
    await again.post("/v1/auth/step-up", { method: "totp", code: mock.totp("mary") });
    expect((await change(mock, again)).status).toBe(done);
  });

  // A session was stolen before its person set a factor up; the thief has the password too.
  test("a session of before the factor does not remove it by stepping up with the password", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await letTokensLive(mock);
    const old = await signedIn(mock, "bob");
    await setUpApp(mock, await signedIn(mock, "bob"), "bob");
    const stepped = await old.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });
    const thief = api(mock, { as: stepped.body.accessToken as string });
    const [app] = (await thief.get("/v1/mfa/factors")).body.data;
    expect(await thief.delete(`/v1/mfa/factors/${app.id}`)).toMatchObject(asksForAFactor);
  });

  // What was begun while the person had none is not completed once she has one: both calls are asked.
  test("an app and a passkey that were begun before the factor are not completed after it", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const old = await signedIn(mock, "bob");
    const { factor } = (await old.post("/v1/mfa/totp")).body;
    const begun = await beginRegistration(old, mock.passkeys.authenticator());
    await register(await signedIn(mock, "bob"), mock.passkeys.authenticator());
    const challenge = { methods: ["passkey", "recovery_code"] };
    const refused = { status: 403, body: { code: "step_up_required", challenge } };
    expect(await old.post(`/v1/mfa/totp/${factor.id}/activate`, { code: mock.totp("bob") })).toMatchObject(refused);
    expect(await old.post("/v1/passkeys/registration/verify", begun)).toMatchObject(refused);
    expect((await old.get("/v1/auth/session")).body.authenticationMethods).toEqual(["pwd"]);
  });

  test("ten minutes after the proof it is asked for again, and a recovery code or a passkey will do as well", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await letTokensLive(mock);
    const mary = await signedInWithMfa(mock, "mary");
    const authenticator = mock.passkeys.authenticator();
    await mock.clock.advance("10m");
    expect((await register(mary, authenticator)).status).toBe(201);
    await mock.clock.advance("1s");
    const refused = await mary.post("/v1/mfa/recovery-codes");
    expect(refused.body).toMatchObject({ code: "step_up_required", challenge: { maxAgeSeconds: 600, methods: ["passkey", "totp", "recovery_code"] } });
    const { id, publicKey } = (await mary.post("/v1/mfa/challenges", { kind: "passkey" })).body;
    const proof = { method: "passkey", challengeId: id as string, credential: await authenticator.get(publicKey) };
    const byPasskey = await afterStepUp(mock, mary, proof);
    const { codes } = (await byPasskey.post("/v1/mfa/recovery-codes")).body;
    await mock.clock.advance("601s");
    const byCode = await afterStepUp(mock, byPasskey, { method: "recovery_code", code: codes[0] });
    expect((await byCode.post("/v1/mfa/recovery-codes")).status).toBe(201);
  });

  test("a passkey without its user verified is no second factor of somebody who proved nothing else", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const key = mock.passkeys.authenticator({ userVerification: false });
    await register(await signedIn(mock, "bob"), key);
    const begun = await passwordOf(mock, "bob", {}, laptop);
    await proveSecondFactor(mock, begun.body.pendingToken, key, { rememberDevice: true }, laptop);
    const { challengeId, publicKey } = (await api(mock).post("/v1/passkeys/authentication/options")).body;
    const signIn = { challengeId: challengeId as string, credential: await key.get(publicKey) };
    const { session } = (await api(mock, { headers: laptop }).post("/v1/passkeys/authentication/verify", signIn)).body;
    const bob = api(mock, { as: session.accessToken as string });
    const challenge = (await bob.post("/v1/mfa/challenges", { kind: "passkey" })).body;
    await bob.post("/v1/auth/step-up", { method: "passkey", challengeId: challenge.id, credential: await key.get(challenge.publicKey) });
    expect((await bob.post("/v1/mfa/recovery-codes")).body.code).toBe("step_up_required");
  });

  // What protects other people's accounts is worth no less.
  test("a super admin resets nobody's factors by the password alone either", async () => {
    const mock = createMock({
      seed: { ...mfaSeed, users: { ...mfaSeed.users, mary: { email: "mary@acme.test", mfa: true, superAdmin: true } } },
      clock: "virtual",
    });
    const onDevice = await onRememberedDevice(mock);
    const path = `/v1/users/${userId(mock, "bob")}/mfa/reset`;
    expect(await onDevice.post(path)).toMatchObject(asksForAFactor);
    await onDevice.post("/v1/auth/step-up", { method: "totp", code: mock.totp("mary") });
    expect((await onDevice.post(path)).status).toBe(200);
  });

  // The remembered device entered an organization that refuses remembered devices, by a passkey made on the spot.
  test("so a remembered device does not make itself two factors", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada", { rememberDevices: false });
    const onDevice = await onRememberedDevice(mock);
    expect(await onDevice.post("/v1/passkeys/registration/options", {})).toMatchObject(asksForAFactor);
    expect((await onDevice.get(`/v1/organizations/${orgId(mock, "acme")}`)).body.code).toBe("mfa_required_by_org");
    expect((await onDevice.get("/v1/auth/session")).body.authenticationMethods).toEqual(["pwd"]);
  });

  test("a factor whose kind is switched off is neither asked for nor in the way", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { totp: false } });
    const mary = await signedIn(mock, "mary");
    expect((await register(mary, mock.passkeys.authenticator())).status).toBe(201);
    expect((await mary.get("/v1/auth/session")).body.authenticationMethods).toEqual(["pwd", "swk", "user", "mfa"]);
  });
});

describe("a sign-in that waits for a second factor to be set up", () => {
  // A thief with the password waits there; meanwhile the person sets up her own factor.
  test("sets none up any more once the person has one by another way", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const thief = await pendingSignIn(mock, "bob", { organizationId: orgId(mock, "acme") });
    const waiting = (await thief.post("/v1/mfa/totp")).body;
    const begun = await beginRegistration(thief, mock.passkeys.authenticator());
    await register(await signedIn(mock, "bob"), mock.passkeys.authenticator());
    const ended = { status: 401, body: { code: "pending_token_invalid" } };
    expect(await thief.post("/v1/mfa/totp")).toMatchObject(ended);
    expect(await thief.post("/v1/passkeys/registration/options", {})).toMatchObject(ended);
    expect(await thief.post("/v1/passkeys/registration/verify", begun)).toMatchObject(ended);
    expect(await thief.post(`/v1/mfa/totp/${waiting.factor.id}/activate`, { code: mock.totp("bob") })).toMatchObject(ended);
    expect((await thief.post("/v1/auth/continue", { step: "mfa_enrollment" })).body.status).toBe("mfa_required");
  });

  test("may set up more than one itself", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const bob = await pendingSignIn(mock, "bob", { organizationId: orgId(mock, "acme") });
    expect((await setUpApp(mock, bob, "bob")).status).toBe(200);
    expect((await register(bob, mock.passkeys.authenticator())).status).toBe(201);
    expect((await bob.post("/v1/auth/continue", { step: "mfa_enrollment" })).body.status).toBe("complete");
  });
});

const asksForAFactor = { status: 403, body: { code: "step_up_required", challenge: { maxAgeSeconds: 600, methods: ["totp", "recovery_code"] } } };

/** The calls of a session that has authenticated again. */
async function afterStepUp(mock: Mock, caller: Api, proof: object): Promise<Api> {
  const { status, body } = await caller.post("/v1/auth/step-up", proof);
  if (status !== 200) throw new Error(`The step-up was refused: ${JSON.stringify(body)}`);
  return api(mock, { as: body.accessToken as string });
}

/** Mary on a laptop that is remembered: a session of her password alone. */
async function onRememberedDevice(mock: Mock): Promise<Api> {
  await mock.ready();
  const pending = await pendingSignIn(mock, "mary", {}, laptop);
  await pending.post("/v1/auth/continue", { step: "mfa", rememberDevice: true, proof: { kind: "totp", code: mock.totp("mary") } });
  await mock.clock.advance("1h");
  const { body } = await passwordOf(mock, "mary", {}, laptop);
  return api(mock, { as: body.session.accessToken as string, headers: laptop });
}
