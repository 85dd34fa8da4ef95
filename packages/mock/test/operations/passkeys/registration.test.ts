import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Deviation } from "../../../src/index.ts";
import { fromBase64Url, toBase64Url } from "../../../src/kernel/base64url.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { beginRegistration, beginSignIn, demandVerification, letTokensLive, notHolding, proveSecondFactor, register } from "../../passkey-calls.ts";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
const optionsPath = "/v1/passkeys/registration/options";
const verifyPath = "/v1/passkeys/registration/verify";

describe("passkeyRegistrationOptions", () => {
  test("names the environment and the person, by a handle that is none of her ids and stays the same", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    await asEnvironment(mock).patch("/v1/environment", { webauthn: { rpId: "acme.test", rpName: "Acme", origins: ["https://app.acme.test"] } });

    const first = await ada.post(optionsPath);
    const second = await ada.post(optionsPath);

    expect(first).toMatchObject({
      status: 200,
      body: {
        challengeId: expect.stringMatching(/^chl_/) as string,
        publicKey: {
          rp: { id: "acme.test", name: "Acme" },
          user: { name: "ada@acme.test", displayName: "Ada Lovelace" },
          pubKeyCredParams: [-7, -8, -257].map((alg) => ({ alg, type: "public-key" })),
          timeout: 300_000,
          excludeCredentials: [],
          authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "preferred" },
          attestation: "none",
        },
        expiresAt: "2030-01-01T00:05:00.000Z",
        expiresInSeconds: 300,
      },
    });
    expect(fromBase64Url(first.body.publicKey.challenge)).toHaveLength(32);
    expect(second.body.publicKey.challenge).not.toBe(first.body.publicKey.challenge);
    expect(second.body.publicKey.user.id).toBe(first.body.publicKey.user.id);
    expect(first.body.publicKey.user.id).not.toContain(mock.seed.users.ada.id.slice(4));
    expect((await (await signedIn(mock, "bob")).post(optionsPath)).body.publicKey.user.id).not.toBe(first.body.publicKey.user.id);
  });

  test("shows a repeated call the same challenge", async () => {
    const ada = await signedIn(createMock(), "ada");

    const first = await ada.post(optionsPath, undefined, { "idempotency-key": "once" });
    const again = await ada.post(optionsPath, undefined, { "idempotency-key": "once" });

    expect(again.body.publicKey).toEqual(first.body.publicKey);
  });

  test("names the passkeys that there are, so that none is made twice", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const authenticator = mock.passkeys.authenticator();
    await register(ada, authenticator);

    const { body } = await ada.post(optionsPath);

    expect(body.publicKey.excludeCredentials).toEqual([{ id: expect.any(String) as string, type: "public-key", transports: ["hybrid", "internal"] }]);
    await expect(authenticator.create(body.publicKey)).rejects.toMatchObject({ name: "InvalidStateError" });
  });

  test("requires the user to be verified where she or an organization of hers wants it", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const asked = async (body?: object): Promise<unknown> => (await bob.post(optionsPath, body)).body.publicKey.authenticatorSelection.userVerification;

    expect(await asked({ userVerification: "required" })).toBe("required");
    expect(await asked({ userVerification: "preferred" })).toBe("preferred");
    await demandVerification(mock);
    expect(await asked()).toBe("required");
    expect(await asked({ userVerification: "preferred" })).toBe("required");
  });

  test("wants passkeys to be switched on and a recent authentication", async () => {
    const mock = createMock({ clock: "virtual" });
    await letTokensLive(mock);
    const ada = await signedIn(mock, "ada");
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { passkey: false } });
    expect(await ada.post(optionsPath)).toMatchObject({ status: 403, body: { code: "auth_method_disabled" } });

    await mock.clock.advance("601s");

    expect(await ada.post(optionsPath)).toMatchObject({ status: 403, body: { code: "step_up_required" } });
  });

  test("is not for a sign-in that waits for something else than a factor", async () => {
    const mock = createMock({ seed: defineSeed({ users: { kay: { email: "kay@acme.test", emailVerified: false } } }) });
    const { body } = await api(mock).post("/v1/auth/sign-in", { email: "kay@acme.test", password: "plinto-demo" });

    expect(await api(mock, { as: body.pendingToken }).post(optionsPath)).toMatchObject({
      status: 403,
      body: { code: "permission_denied", detail: "This sign-in does not wait for a second factor to be set up." },
    });
  });
});

describe("passkeyRegistrationVerify", () => {
  test("keeps the passkey, tells the person, and gives recovery codes with the first factor", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const since = mock.events.length;

    const answer = await ada.post(verifyPath, await beginRegistration(ada, mock.passkeys.authenticator()), { "user-agent": firefox });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        passkey: {
          id: expect.stringMatching(/^psk_/) as string,
          userId: mock.seed.users.ada.id,
          name: "Firefox on Linux",
          deviceType: "multiDevice",
          backedUp: true,
          transports: ["hybrid", "internal"],
          aaguid: "00000000-0000-0000-0000-000000000000",
          userVerified: true,
          lastUsedAt: null,
          version: 1,
        },
      },
    });
    expect(answer.body.recoveryCodes.codes).toHaveLength(10);
    expect(eventTypes(mock, since).toSorted()).toEqual([
      "email.delivered",
      "email.queued",
      "email.sent",
      "mfa.recovery_codes_regenerated",
      "passkey.registered",
    ]);
    expect(mock.mailbox.latest({ to: "ada@acme.test", kind: "credential_added" })!.text).toContain("Passkey (Firefox on Linux)");
    expect((await ada.get("/v1/users/me")).body).toMatchObject({ mfaEnabled: true });
    expect((await ada.get("/v1/auth/session")).body).toMatchObject({ authenticationMethods: ["pwd", "swk", "user", "mfa"] });
    expect(JSON.stringify(mock.events)).not.toContain(answer.body.recoveryCodes.codes[0]);
  });

  // The answer was lost, its owner made new codes meanwhile, and the repeated call showed ten that worked no more.
  test("shows a repeated call the recovery codes, and none that were replaced since", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const completion = await beginRegistration(ada, mock.passkeys.authenticator());
    const repeated = () => ada.post(verifyPath, completion, { "idempotency-key": "lost" });
    const { body: first } = await repeated();
    expect((await repeated()).body).toEqual(first);

    expect((await ada.post("/v1/mfa/recovery-codes")).status).toBe(201);

    expect((await repeated()).body).toEqual({ passkey: first.passkey, recoveryCodes: null });
  });

  test("takes the name that its owner gives, and gives no codes a second time", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    await register(ada, mock.passkeys.authenticator());
    const begun = await beginRegistration(ada, mock.passkeys.authenticator({ synced: false }));

    const answer = await ada.post(verifyPath, { ...begun, name: "In the drawer" });

    expect(answer.body).toMatchObject({ passkey: { name: "In the drawer", deviceType: "singleDevice", backedUp: false }, recoveryCodes: null });
    expect((await ada.get("/v1/passkeys")).body.data).toHaveLength(2);
  });

  test("shows the recovery codes to a repeated call for a quarter of an hour", async () => {
    const mock = createMock({ clock: "virtual" });
    await letTokensLive(mock);
    const ada = await signedIn(mock, "ada");
    const begun = await beginRegistration(ada, mock.passkeys.authenticator());
    const first = await ada.post(verifyPath, begun, { "idempotency-key": "once" });

    expect((await ada.post(verifyPath, begun, { "idempotency-key": "once" })).body).toEqual(first.body);
    await mock.clock.advance("901s");
    // A repeated call is judged like any other: by now she has a factor, and its proof is old.
    await ada.post("/v1/auth/step-up", { method: "recovery_code", code: first.body.recoveryCodes.codes[0] });
    expect((await ada.post(verifyPath, begun, { "idempotency-key": "once" })).body).toEqual({ passkey: first.body.passkey, recoveryCodes: null });
  });

  test("counts as a second factor of the session, but not where another passkey is all that was proved", async () => {
    const mock = createMock();
    const key = mock.passkeys.authenticator({ userVerification: false });
    const ada = await signedIn(mock, "ada");
    const { passkey } = (await register(ada, key)).body;
    expect((await ada.get("/v1/auth/session")).body.authenticationMethods).toEqual(["pwd", "swk", "mfa"]);
    const here = api(mock, { headers: { "plinto-device": "a-device-of-ada-1" } });
    const { body } = await here.post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" });
    await proveSecondFactor(mock, body.pendingToken, key, { rememberDevice: true }, { "plinto-device": "a-device-of-ada-1" });

    const remembered = await here.post("/v1/passkeys/authentication/verify", await beginSignIn(mock, key));
    const onlyKeys = api(mock, { as: remembered.body.session.accessToken });
    await ada.delete(`/v1/passkeys/${passkey.id}`);
    await register(onlyKeys, mock.passkeys.authenticator({ userVerification: false }));

    expect((await onlyKeys.get("/v1/auth/session")).body.authenticationMethods).toEqual(["swk"]);
  });

  test.each<[string, Deviation, string]>([
    ["made on another page", { origin: "https://localhost.evil.test" }, "webauthn.origins"],
    ["made on a page that looks like localhost with any port", { origin: "http://localhost:80@evil.test" }, "webauthn.origins"],
    ["made for another domain", { rpId: "evil.test" }, "webauthn.rpId"],
    ["that answers another challenge", { challenge: toBase64Url(new Uint8Array(32)) }, "another challenge"],
    ["made without its user there", { userPresent: false }, "to be there"],
    ["that is said to be synced and not to be able to", { backupEligible: false }, "synced"],
  ])("refuses a credential %s", async (_what, deviation, detail) => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");

    expect(await register(ada, mock.passkeys.authenticator(), deviation)).toMatchObject(notHolding(detail));
    expect((await ada.get("/v1/passkeys")).body.data).toEqual([]);
  });

  test("security catalogue 47: refuses a credential without its user verified where an organization requires it", async () => {
    const mock = createMock();
    await demandVerification(mock);
    const bob = await signedIn(mock, "bob");

    expect(await register(bob, mock.passkeys.authenticator(), { userVerified: false })).toMatchObject(notHolding("did not verify its user"));
    expect(await register(bob, mock.passkeys.authenticator())).toMatchObject({ status: 201 });
  });

  test("refuses a credential that is registered already, whoever's it is", async () => {
    const mock = createMock();
    const [ada, bob] = [await signedIn(mock, "ada"), await signedIn(mock, "bob")];
    const taken = await beginRegistration(ada, mock.passkeys.authenticator());
    await ada.post(verifyPath, taken);
    const begun = await beginRegistration(bob, mock.passkeys.authenticator());
    // Nothing in the attestation is signed, so anybody can write there the id of a credential that she has seen.
    const attestation = fromBase64Url(begun.credential.response.attestationObject);
    attestation.set(fromBase64Url(taken.credential.id), indexOf(attestation, fromBase64Url(begun.credential.id)));
    const { id } = taken.credential;
    const response = { ...begun.credential.response, attestationObject: toBase64Url(attestation) };

    const answer = await bob.post(verifyPath, { ...begun, credential: { ...begun.credential, id, rawId: id, response } });

    expect(answer).toMatchObject({ status: 409, body: { code: "credential_exists" } });
  });

  test("refuses another id beside the attestation than inside", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const begun = await beginRegistration(ada, mock.passkeys.authenticator());

    const answer = await ada.post(verifyPath, { ...begun, credential: { ...begun.credential, id: "AAAA", rawId: "AAAA" } });

    expect(answer).toMatchObject(notHolding("cannot be read"));
  });

  test("security catalogue 47: takes a challenge once, whatever the first answer was worth", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const used = await beginRegistration(ada, mock.passkeys.authenticator());
    await ada.post(verifyPath, used);
    const failed = await beginRegistration(ada, mock.passkeys.authenticator());
    await ada.post(verifyPath, { ...failed, credential: used.credential });

    expect(await ada.post(verifyPath, used)).toMatchObject(notHolding("answered already"));
    expect(await ada.post(verifyPath, failed)).toMatchObject(notHolding("answered already"));
  });

  // A decoder that reads as far as there is once took a key without its last bytes, with which nobody could ever sign in.
  test.each(["ES256", "EdDSA", "RS256"] as const)("refuses an attestation with a key of the kind %s that ends early, wherever that is", async (algorithm) => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("attestationObject", "clientDataJSON"), fc.nat({ max: 400 }), async (field, missing) => {
        const begun = await beginRegistration(ada, mock.passkeys.authenticator({ algorithm }));
        const bytes = fromBase64Url(begun.credential.response[field as "attestationObject"]);
        const cut = toBase64Url(bytes.subarray(0, Math.max(1, bytes.length - 1 - missing)));
        const credential = { ...begun.credential, response: { ...begun.credential.response, [field]: cut } };

        const answer = await ada.post(verifyPath, { ...begun, credential });

        expect([answer.status, answer.body.code]).toEqual([400, "webauthn_verification_failed"]);
      }),
      {
        numRuns: algorithm === "RS256" ? 10 : 30,
        examples: [
          ["attestationObject", 0],
          ["attestationObject", 1],
          ["attestationObject", 2],
        ],
      },
    );
    expect((await ada.get("/v1/passkeys")).body.data).toEqual([]);
  });

  test.each([
    ["nested as deep as it is long", new Uint8Array(49_000).fill(0x81)],
    ["that promises four thousand million entries", Uint8Array.of(0xba, 0xff, 0xff, 0xff, 0xff)],
    ["of a statement that nobody knows", Uint8Array.of(0xa1, 0x63, 0x66, 0x6d, 0x74, 0x63, 0x78, 0x79, 0x7a)],
    ["that is one number", Uint8Array.of(0)],
  ])("refuses an attestation %s at once", async (_what, bytes) => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const begun = await beginRegistration(ada, mock.passkeys.authenticator());
    const response = { ...begun.credential.response, attestationObject: toBase64Url(bytes) };

    expect(await ada.post(verifyPath, { ...begun, credential: { ...begun.credential, response } })).toMatchObject(notHolding("cannot be read"));
  });

  test("takes a challenge from the session that asked for it, and only for a registration", async () => {
    const mock = createMock();
    const [here, elsewhere] = [await signedIn(mock, "ada"), await signedIn(mock, "ada")];
    const begun = await beginRegistration(here, mock.passkeys.authenticator());
    const signIn = (await api(mock).post("/v1/passkeys/authentication/options")).body.challengeId as string;

    expect(await elsewhere.post(verifyPath, begun)).toMatchObject(notHolding("not there"));
    expect(await here.post(verifyPath, { ...begun, challengeId: signIn })).toMatchObject(notHolding("not there"));
    expect(await here.post(verifyPath, begun)).toMatchObject({ status: 201 });
  });

  test("takes a challenge for five minutes", async () => {
    const mock = createMock({ clock: "virtual" });
    await letTokensLive(mock);
    const ada = await signedIn(mock, "ada");
    const inTime = await beginRegistration(ada, mock.passkeys.authenticator());
    await mock.clock.advance("1ms");
    const late = await beginRegistration(ada, mock.passkeys.authenticator());
    await mock.clock.advance("299999ms");

    expect(await ada.post(verifyPath, inTime)).toMatchObject({ status: 410, body: { code: "challenge_expired" } });
    expect(await ada.post(verifyPath, late)).toMatchObject({ status: 201 });
  });

  test("refuses while passkeys are switched off", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const begun = await beginRegistration(ada, mock.passkeys.authenticator());
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { passkey: false } });

    expect(await ada.post(verifyPath, begun)).toMatchObject({ status: 403, body: { code: "auth_method_disabled" } });
  });

  test("sets a factor up for a sign-in that waits for one", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    await register(ada, mock.passkeys.authenticator());
    await ada.put(`/v1/organizations/${orgId(mock, "acme")}/auth-policy`, { mfa: "required" });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password: "plinto-demo", organizationId: orgId(mock, "acme") });
    expect(begun.body).toMatchObject({ status: "mfa_enrollment_required" });
    const bob = api(mock, { as: begun.body.pendingToken });

    expect(await register(bob, mock.passkeys.authenticator())).toMatchObject({
      status: 201,
      body: { recoveryCodes: { codes: expect.any(Array) as string[] } },
    });
    expect(await bob.post("/v1/auth/continue", { step: "mfa_enrollment" })).toMatchObject({
      status: 200,
      body: { status: "complete", session: { organizationId: orgId(mock, "acme"), authenticationMethods: ["pwd", "swk", "user", "mfa"] } },
    });
  });
});

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return bytes.findIndex((_, start) => part.every((byte, at) => bytes[start + at] === byte));
}
