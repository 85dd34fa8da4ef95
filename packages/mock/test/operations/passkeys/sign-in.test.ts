import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Deviation } from "../../../src/index.ts";
import { fromBase64Url, toBase64Url } from "../../../src/kernel/base64url.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../../api.ts";
import { beginSignIn, demandVerification, notHolding, proveSecondFactor, register, signInWith } from "../../passkey-calls.ts";

const verifyPath = "/v1/passkeys/authentication/verify";

describe("passkeyAuthenticationOptions", () => {
  test("names no credential and nobody, whoever has one", async () => {
    const mock = createMock({ clock: "virtual" });
    const before = await api(mock).post("/v1/passkeys/authentication/options");
    await register(await signedIn(mock, "ada"), mock.passkeys.authenticator());

    const after = await api(mock).post("/v1/passkeys/authentication/options");

    expect(after).toMatchObject({
      status: 200,
      body: {
        challengeId: expect.stringMatching(/^chl_/) as string,
        publicKey: { rpId: "localhost", timeout: 300_000, allowCredentials: [], userVerification: "preferred" },
        expiresInSeconds: 300,
      },
    });
    expect({ ...after.body.publicKey, challenge: "" }).toEqual({ ...before.body.publicKey, challenge: "" });
    expect(after.body.publicKey.challenge).not.toBe(before.body.publicKey.challenge);
  });

  test("is refused, and so is what it led to, while passkeys are switched off", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const begun = await beginSignIn(mock, authenticator);
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { passkey: false } });

    expect(await api(mock).post("/v1/passkeys/authentication/options")).toMatchObject({ status: 403, body: { code: "auth_method_disabled" } });
    expect(await api(mock).post(verifyPath, begun)).toMatchObject({ status: 403, body: { code: "auth_method_disabled" } });
  });
});

describe("passkeyAuthenticationVerify", () => {
  test.each(["ES256", "EdDSA", "RS256"] as const)("signs in with a key of the kind %s, and says so in session, token and events", async (algorithm) => {
    const mock = createMock({ clock: "virtual" });
    const authenticator = mock.passkeys.authenticator({ algorithm });
    const ada = await signedIn(mock, "ada");
    await register(ada, authenticator);
    const since = mock.events.length;

    const answer = await signInWith(mock, authenticator);

    expect(answer).toMatchObject({
      status: 200,
      body: { status: "complete", session: { userId: userId(mock, "ada"), authenticationMethods: ["swk", "user", "mfa"] }, user: { email: "ada@acme.test" } },
    });
    expect(mock.events.slice(since).map(({ type, data }) => [type, data["method"]])).toEqual([
      ["auth.sign_in_succeeded", "passkey"],
      ["session.created", undefined],
    ]);
    expect((await ada.get("/v1/passkeys")).body.data).toMatchObject([{ lastUsedAt: "2030-01-01T00:00:00.000Z", userVerified: true, version: 1 }]);
  });

  test("stands in the organization that was asked for", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "grace"), authenticator);

    const answer = await api(mock).post(verifyPath, { ...(await beginSignIn(mock, authenticator)), organizationId: orgId(mock, "acme") });

    expect(answer.body.session).toMatchObject({ organizationId: orgId(mock, "acme"), organizationRole: "admin" });
  });

  test("asks for a second factor when the authenticator did not verify its user, and then insists that it does", async () => {
    const mock = createMock();
    const [key, other] = [mock.passkeys.authenticator({ userVerification: false }), mock.passkeys.authenticator({ synced: false })];
    const ada = await signedIn(mock, "ada");
    await register(ada, key);
    await register(ada, other);

    const { body } = await signInWith(mock, key);

    expect(body).toMatchObject({ status: "mfa_required" });
    expect(await proveSecondFactor(mock, body.pendingToken, key, {}, {}, { userVerified: false })).toMatchObject(notHolding("did not verify its user"));
    expect((await proveSecondFactor(mock, body.pendingToken, other)).body.session.authenticationMethods).toEqual(["swk", "hwk", "user", "mfa"]);
  });

  test("proves a second factor after a password, by the passkeys of the person alone", async () => {
    const mock = createMock();
    const [authenticator, foreign] = [mock.passkeys.authenticator(), mock.passkeys.authenticator()];
    await register(await signedIn(mock, "ada"), authenticator);
    await register(await signedIn(mock, "bob"), foreign);
    const signIn = async (): Promise<string> =>
      (await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" })).body.pendingToken as string;

    expect(await proveSecondFactor(mock, await signIn(), authenticator)).toMatchObject({
      status: 200,
      body: { status: "complete", session: { authenticationMethods: ["pwd", "swk", "user", "mfa"] } },
    });
    await expect(proveSecondFactor(mock, await signIn(), foreign)).rejects.toMatchObject({ name: "NotAllowedError" });
  });

  test("security catalogue 47: refuses the passkey of another person as a second factor", async () => {
    const mock = createMock();
    const foreign = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), mock.passkeys.authenticator());
    await register(await signedIn(mock, "bob"), foreign);
    const { body } = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" });
    const pending = api(mock, { as: body.pendingToken });
    const challenge = (await pending.post("/v1/mfa/challenges", { kind: "passkey" })).body;
    const credential = await foreign.get({ ...challenge.publicKey, allowCredentials: [] });

    expect(await pending.post("/v1/auth/continue", { step: "mfa", proof: { kind: "passkey", challengeId: challenge.id, credential } })).toMatchObject(
      notHolding("another person"),
    );
  });

  test.each<[string, Deviation, string]>([
    ["a challenge that is not ours", { challenge: toBase64Url(new Uint8Array(32)) }, "another challenge"],
    ["another origin", { origin: "https://evil.test" }, "webauthn.origins"],
    ["an origin that begins as ours does", { origin: "http://localhost.evil.test" }, "webauthn.origins"],
    ["another scheme", { origin: "https://localhost" }, "webauthn.origins"],
    ["another domain", { rpId: "evil.test" }, "webauthn.rpId"],
    ["nobody there", { userPresent: false }, "to be there"],
    ["the handle of another person", { userHandle: toBase64Url(new Uint8Array(32)) }, "user handle"],
    ["no handle", { userHandle: null }, "user handle"],
    ["a synced passkey that is synced no more", { backupEligible: false }, "synced"],
  ])("security catalogue 47: refuses an assertion with %s", async (_what, deviation, detail) => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const since = mock.events.length;

    expect(await signInWith(mock, authenticator, deviation)).toMatchObject(notHolding(detail));
    expect(mock.events.slice(since).map(({ type, data }) => [type, data["userId"], data["method"]])).toEqual([
      ["auth.sign_in_failed", userId(mock, "ada"), "passkey"],
    ]);
  });

  test("refuses a passkey that nobody has registered, or that was removed", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    const ada = await signedIn(mock, "ada");
    const { body } = await register(ada, authenticator);
    await ada.delete(`/v1/passkeys/${body.passkey.id}`);

    expect(await signInWith(mock, authenticator)).toMatchObject(notHolding("removed"));
    expect(mock.events.at(-1)).toMatchObject({ type: "auth.sign_in_failed", data: { userId: null } });
  });

  test("security catalogue 47: takes a challenge once, whatever the first answer was worth", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const used = await beginSignIn(mock, authenticator);
    await api(mock).post(verifyPath, used);
    const failed = await beginSignIn(mock, authenticator);
    await api(mock).post(verifyPath, { ...failed, credential: used.credential });

    expect(await api(mock).post(verifyPath, used)).toMatchObject(notHolding("answered already"));
    expect(await api(mock).post(verifyPath, failed)).toMatchObject(notHolding("answered already"));
  });

  test("answers a repeated call with the first session, though its challenge is used", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const begun = await beginSignIn(mock, authenticator);
    const key = { "idempotency-key": "once", "plinto-device": "a-device-of-ada-1" };

    const first = await api(mock).post(verifyPath, begun, key);

    expect((await api(mock).post(verifyPath, begun, key)).body.session).toMatchObject({ id: first.body.session.id });
    expect(await api(mock).post(verifyPath, begun, { ...key, "idempotency-key": "twice" })).toMatchObject(notHolding("answered already"));
  });

  test("takes one of two answers to a challenge that come at once", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const begun = await beginSignIn(mock, authenticator);

    const answers = await Promise.all([api(mock).post(verifyPath, begun), api(mock).post(verifyPath, begun)]);

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });

  test("takes a challenge for five minutes, and none of another purpose", async () => {
    const mock = createMock({ clock: "virtual" });
    const authenticator = mock.passkeys.authenticator();
    const ada = await signedIn(mock, "ada");
    await register(ada, authenticator);
    const registration = (await ada.post("/v1/passkeys/registration/options")).body;
    const late = await beginSignIn(mock, authenticator);
    const credential = await authenticator.get({
      rpId: "localhost",
      challenge: registration.publicKey.challenge,
      allowCredentials: [],
      timeout: 1,
      userVerification: "preferred",
    });

    expect(await api(mock).post(verifyPath, { challengeId: registration.challengeId, credential })).toMatchObject(notHolding("not there"));
    await mock.clock.advance("5m");
    expect(await api(mock).post(verifyPath, late)).toMatchObject({ status: 410, body: { code: "challenge_expired" } });
  });

  test("security catalogue 47: refuses a counter that does not rise, tells of it, and keeps the passkey", async () => {
    const mock = createMock();
    const key = mock.passkeys.authenticator({ synced: false, counter: 41 });
    const ada = await signedIn(mock, "ada");
    const { body } = await register(ada, key);
    expect((await signInWith(mock, key)).body).toMatchObject({ status: "complete", session: { authenticationMethods: ["hwk", "user", "mfa"] } });
    const since = mock.events.length;

    for (const counter of [42, 7, 0]) expect(await signInWith(mock, key, { counter })).toMatchObject({ status: 401, body: { code: "counter_rollback" } });

    expect(eventTypes(mock, since).filter((type) => type === "passkey.counter_anomaly")).toHaveLength(3);
    expect(mock.events[since]).toMatchObject({
      type: "passkey.counter_anomaly",
      target: { type: "passkey", id: body.passkey.id },
      data: { passkeyId: body.passkey.id, userId: userId(mock, "ada"), storedCounter: 42, receivedCounter: 42 },
    });
    expect(await signInWith(mock, key, { counter: 43 })).toMatchObject({ status: 200 });
  });

  test("raises no alarm for a counter in an assertion that was forged", async () => {
    const mock = createMock();
    const key = mock.passkeys.authenticator({ synced: false, counter: 41 });
    await register(await signedIn(mock, "ada"), key);
    const begun = await beginSignIn(mock, key, { counter: 1 });
    const since = mock.events.length;

    const { signature: _, ...response } = begun.credential.response;
    const answer = await api(mock).post(verifyPath, { ...begun, credential: { ...begun.credential, response: { ...response, signature: foreignSignature } } });

    expect(answer).toMatchObject(notHolding("signature"));
    expect(eventTypes(mock, since)).toEqual(["auth.sign_in_failed"]);
  });

  test("security catalogue 47: an organization that requires verified users lets no passkey in without", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "bob"), authenticator);
    await demandVerification(mock);
    const signIn = async (userVerified: boolean) =>
      api(mock).post(verifyPath, { ...(await beginSignIn(mock, authenticator, { userVerified })), organizationId: orgId(mock, "acme") });

    expect(await signIn(false)).toMatchObject({ status: 403, body: { code: "auth_method_not_allowed" } });
    expect(await signIn(true)).toMatchObject({ status: 200, body: { status: "complete" } });
  });

  test("security catalogue 47: a second factor asks for the verification that an organization requires, and insists", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "bob"), authenticator);
    await demandVerification(mock);
    const { body } = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password: "plinto-demo" });

    expect(await proveSecondFactor(mock, body.pendingToken, authenticator, {}, {}, { userVerified: false })).toMatchObject(
      notHolding("did not verify its user"),
    );
    expect(await proveSecondFactor(mock, body.pendingToken, authenticator)).toMatchObject({ status: 200, body: { status: "complete" } });
  });

  test("refuses a banned person", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "bob"), authenticator);
    await asEnvironment(mock).post(`/v1/users/${userId(mock, "bob")}/ban`, { reason: "spam" });

    expect(await signInWith(mock, authenticator)).toMatchObject({ status: 403, body: { code: "user_banned" } });
  });

  test("asks for the verification of an address that is not verified", async () => {
    const mock = createMock({ seed: defineSeed({ users: { kay: { email: "kay@acme.test", emailVerified: false, passkey: true } } }) });

    const answer = await signInWith(mock, mock.passkeys.authenticator({ passkeysOf: "kay" }));

    expect(answer).toMatchObject({ status: 200, body: { status: "email_verification_required", email: "kay@acme.test" } });
  });

  // The verifier reads BER, in which tags and lengths have several spellings, and one that nobody signed was let in.
  test("refuses a signature of which any bit of the first four bytes, which only say where its numbers stand, is another", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    for (let bit = 0; bit < 32; bit += 1) {
      const begun = await beginSignIn(mock, authenticator);
      const bytes = fromBase64Url(begun.credential.response.signature);
      bytes[bit >> 3]! ^= 1 << (bit % 8);
      const response = { ...begun.credential.response, signature: toBase64Url(bytes) };

      const answer = await api(mock).post(verifyPath, { ...begun, credential: { ...begun.credential, response } });

      expect([bit, answer.status, answer.body.code]).toEqual([bit, 400, "webauthn_verification_failed"]);
    }
  });

  test("refuses a signature of which one bit, or the last bytes, are not as they were signed", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("signature", "authenticatorData", "clientDataJSON"), fc.nat(), fc.boolean(), async (field, place, cut) => {
        const begun = await beginSignIn(mock, authenticator);
        const bytes = fromBase64Url(begun.credential.response[field as "signature"]);
        const at = place % bytes.length;
        if (!cut) bytes[at]! ^= 1 << (place % 8);
        const response = { ...begun.credential.response, [field]: toBase64Url(cut ? bytes.subarray(0, Math.max(1, at)) : bytes) };

        const answer = await api(mock).post(verifyPath, { ...begun, credential: { ...begun.credential, response } });

        expect([answer.status, answer.body.code]).toEqual([400, "webauthn_verification_failed"]);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["clientDataJSON that is no JSON", { clientDataJSON: toBase64Url(new TextEncoder().encode("{")) }],
    ["clientDataJSON that is null", { clientDataJSON: toBase64Url(new TextEncoder().encode("null")) }],
    ["authenticator data of all that fits", { authenticatorData: "A".repeat(65_536) }],
    ["a signature of all that fits", { signature: "A".repeat(65_536) }],
    ["CBOR that promises more than there is", { authenticatorData: toBase64Url(nested()) }],
  ])("refuses %s at once", async (_what, part) => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const begun = await beginSignIn(mock, authenticator);

    const answer = await api(mock).post(verifyPath, { ...begun, credential: { ...begun.credential, response: { ...begun.credential.response, ...part } } });

    expect([answer.status, answer.body.code]).toEqual([400, "webauthn_verification_failed"]);
  });

  test("refuses more than fits by the shape of the input", async () => {
    const mock = createMock();
    const authenticator = mock.passkeys.authenticator();
    await register(await signedIn(mock, "ada"), authenticator);
    const begun = await beginSignIn(mock, authenticator);
    const response = { ...begun.credential.response, signature: "A".repeat(65_537) };

    expect(await api(mock).post(verifyPath, { ...begun, credential: { ...begun.credential, response } })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/credential/response/signature", code: "maxLength" }] },
    });
  });
});

/** A signature in DER that no key of ours made: r and s are 1. */
const foreignSignature = toBase64Url(Uint8Array.of(0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01));

/** Authenticator data whose extensions are arrays in arrays, far deeper than they are long. */
function nested(): Uint8Array {
  const bytes = new Uint8Array(40_000).fill(0x81);
  bytes.fill(0, 0, 37);
  bytes[32] = 0x81;
  return bytes;
}
