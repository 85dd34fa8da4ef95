import { describe, expect, test } from "vitest";
import { createMock, type Authenticator } from "../../../src/index.ts";
import { api, orgId, signedIn, type Api } from "../../api.ts";
import { proveSecondFactor, register } from "../../passkey-calls.ts";
import { asEnvironmentReady, password, seed, type World, acmePath, problemOf, setPolicy } from "./acme-policy.ts";

describe("the passkeys that count for an organization", () => {
  /** Signs in with a password, and with a passkey as the second factor. */
  async function twoFactors(mock: World, userVerification: boolean): Promise<{ bob: Api; authenticator: Authenticator }> {
    const authenticator = mock.passkeys.authenticator({ userVerification });
    const bob = await signedIn(mock, "bob");
    expect(await register(bob, authenticator)).toMatchObject({ status: 201 });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password });
    const done = await proveSecondFactor(mock, begun.body.pendingToken, authenticator);
    return { bob: api(mock, { as: done.body.session.accessToken }), authenticator };
  }

  test("are those with their user verified, where it demands that: neither as first nor as second factor does another one count", async () => {
    const mock = createMock({ seed });
    const { bob } = await twoFactors(mock, false);
    await setPolicy(mock, { mfa: "required" });
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    await setPolicy(mock, { mfa: "required", passkeyUserVerification: "required" });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    await setPolicy(mock, { allowedMethods: ["passkey"] });
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    await setPolicy(mock, { allowedMethods: ["passkey"], passkeyUserVerification: "required" });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "auth_method_not_allowed"]);
  });

  test("are not asked of who proved a code of an app beside them", async () => {
    const mock = createMock({ seed });
    const { bob } = await twoFactors(mock, false);
    const { factor } = (await bob.post("/v1/mfa/totp")).body;
    const activated = await bob.post(`/v1/mfa/totp/${factor.id}/activate`, { code: mock.totp("bob") });
    expect(activated.status).toBe(200);
    await setPolicy(mock, { mfa: "required", passkeyUserVerification: "required" });
    expect((await bob.post("/v1/auth/step-up", { method: "totp", code: mock.totp("bob") })).status).toBe(200);
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });

  // Somebody proves the password, a code that verifies the address, and a passkey without its user verified.
  test("are not spared by a code by e-mail, which is no second factor", async () => {
    const mock = createMock({ seed: { ...seed, users: { ...seed.users, bob: { email: "bob@acme.test", emailVerified: false } } } });
    await asEnvironmentReady(mock, { signUp: { requireEmailVerification: false } });
    const authenticator = mock.passkeys.authenticator({ userVerification: false });
    await register(await signedIn(mock, "bob"), authenticator);
    await asEnvironmentReady(mock, { signUp: { requireEmailVerification: true } });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password });
    const { code } = await mock.mailbox.waitFor({ to: "bob@acme.test", kind: "email_verification" });
    const verified = await api(mock, { as: begun.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification", code });
    const done = await proveSecondFactor(mock, verified.body.pendingToken, authenticator);
    expect(done.body.session.authenticationMethods).toEqual(["pwd", "otp", "swk", "mfa"]);
    await setPolicy(mock, { mfa: "required", passkeyUserVerification: "required" });
    expect(problemOf(await api(mock, { as: done.body.session.accessToken }).get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
  });

  test("are not asked of who sets an app up in the session", async () => {
    const mock = createMock({ seed });
    const { bob } = await twoFactors(mock, false);
    await setPolicy(mock, { mfa: "required", passkeyUserVerification: "required" });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    const { factor } = (await bob.post("/v1/mfa/totp")).body;
    expect((await bob.post(`/v1/mfa/totp/${factor.id}/activate`, { code: mock.totp("bob") })).status).toBe(200);
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });

  test("are asked for again by a sign-in that proved another one before the policy", async () => {
    const mock = createMock({ seed });
    await asEnvironmentReady(mock, { requireOrganization: true });
    const authenticator = mock.passkeys.authenticator({ userVerification: false });
    await register(await signedIn(mock, "bob", { organization: orgId(mock, "acme") }), authenticator);
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password });
    const choosing = await proveSecondFactor(mock, begun.body.pendingToken, authenticator);
    expect(choosing.body.status).toBe("organization_required");
    await setPolicy(mock, { mfa: "required", passkeyUserVerification: "required" });
    const chosen = { step: "organization", organizationId: orgId(mock, "acme") };
    expect((await api(mock, { as: choosing.body.pendingToken }).post("/v1/auth/continue", chosen)).body.status).toBe("mfa_required");
  });

  test("count with their user verified, and one that was just made counts at once", async () => {
    const mock = createMock({ seed });
    await setPolicy(mock, { mfa: "required", allowedMethods: ["passkey"], passkeyUserVerification: "required" });
    const bob = await signedIn(mock, "bob");
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "auth_method_not_allowed"]);
    expect(await register(bob, mock.passkeys.authenticator())).toMatchObject({ status: 201 });
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });

  test("sign in to it by themselves", async () => {
    const mock = createMock({ seed });
    const { authenticator } = await twoFactors(mock, true);
    await setPolicy(mock, { mfa: "required", allowedMethods: ["passkey"], passkeyUserVerification: "required" });
    const options = await api(mock).post("/v1/passkeys/authentication/options");
    const credential = await authenticator.get(options.body.publicKey);
    const done = await api(mock).post("/v1/passkeys/authentication/verify", {
      challengeId: options.body.challengeId,
      credential,
      organizationId: orgId(mock, "acme"),
    });
    expect(done.body).toMatchObject({ status: "complete", session: { organizationId: orgId(mock, "acme") } });
  });
});

describe("a remembered device", () => {
  test("takes the place of the second factor, unless the organization is against it", async () => {
    const mock = createMock({ seed });
    const device = { "plinto-device": "laptop-of-bob-0001" };
    const bob = await signedIn(mock, "bob");
    const { factor } = (await bob.post("/v1/mfa/totp")).body;
    await bob.post(`/v1/mfa/totp/${factor.id}/activate`, { code: mock.totp("bob") });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password }, device);
    const proof = { kind: "totp", code: mock.totp("bob") };
    await api(mock, { as: begun.body.pendingToken }).post("/v1/auth/continue", { step: "mfa", proof, rememberDevice: true }, device);
    const again = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password, organizationId: orgId(mock, "acme") }, device);
    expect(again.body.status).toBe("complete");
    const remembered = api(mock, { as: again.body.session.accessToken });
    await setPolicy(mock, { mfa: "required" });
    expect((await remembered.get(acmePath(mock))).status).toBe(200);
    await setPolicy(mock, { mfa: "required", rememberDevices: false });
    expect(problemOf(await remembered.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    const asked = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password, organizationId: orgId(mock, "acme") }, device);
    expect(asked.body).toMatchObject({ status: "mfa_required", deviceCanBeRemembered: false });
  });

  // The laptop was remembered by a passkey without its user verified, which counts for nothing there.
  test("takes the place of the factor that it was remembered for, and of no better one", async () => {
    const mock = createMock({ seed });
    const device = { "plinto-device": "laptop-of-bob-0001" };
    const authenticator = mock.passkeys.authenticator({ userVerification: false });
    await register(await signedIn(mock, "bob"), authenticator);
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password }, device);
    await proveSecondFactor(mock, begun.body.pendingToken, authenticator, { rememberDevice: true }, device);
    const here = api(mock, { headers: device });
    const onDevice = (await here.post("/v1/auth/sign-in", { email: "bob@acme.test", password })).body;
    const bob = api(mock, { as: onDevice.session.accessToken });
    await setPolicy(mock, { mfa: "required" });
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    await setPolicy(mock, { mfa: "required", passkeyUserVerification: "required" });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "mfa_required_by_org"]);
    const asked = await here.post("/v1/auth/sign-in", { email: "bob@acme.test", password, organizationId: orgId(mock, "acme") });
    expect(asked.body.status).toBe("mfa_required");
  });
});
