import { createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { createMock, defineSeed, isMockError, type AuthenticatorOptions, type Mock } from "../../src/index.ts";
import { api, asEnvironment, signedIn } from "../api.ts";
import { register, signInWith } from "../passkey-calls.ts";

const seed = defineSeed({ users: { ada: { email: "ada@acme.test", passkey: true }, bob: { email: "bob@acme.test" } } });

test("holds the passkey that the seed gave a person, who signs in with it and nothing else", async () => {
  const mock = createMock({ seed });

  const answer = await signInWith(mock, mock.passkeys.authenticator({ passkeysOf: "ada" }));

  expect(answer.body).toMatchObject({
    status: "complete",
    session: { userId: mock.seed.users.ada.id, authenticationMethods: ["swk", "user", "mfa"] },
    user: { mfaEnabled: true },
  });
  const ada = api(mock, { as: answer.body.session.accessToken });
  expect((await ada.get("/v1/passkeys")).body.data).toMatchObject([{ id: mock.seed.users.ada.passkeyId, name: "Passkey of the seed" }]);
  expect("passkeyId" in mock.seed.users.bob).toBe(false);
});

test("gives every person and every world keys of their own, and the same ones each time", async () => {
  const pair = defineSeed({ users: { ada: { email: "ada@acme.test", passkey: true }, bob: { email: "bob@acme.test", passkey: true } } });
  const mock = createMock({ seed: pair });
  const keyOf = async (of: Mock, person: string): Promise<unknown> =>
    (await of.passkeys.authenticator({ passkeysOf: person }).exportCredentials())[0]!.privateKey;

  const ada = await keyOf(mock, "ada");

  expect(await keyOf(mock, "bob")).not.toBe(ada);
  expect(await keyOf(mock.world("other"), "ada")).not.toBe(ada);
  expect(await keyOf(createMock({ seed: pair }), "ada")).toBe(ada);
});

test("asks a seeded person with a passkey for it after her password", async () => {
  const mock = createMock({ seed });
  await mock.ready();

  const { body } = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" });

  expect(body).toMatchObject({ status: "mfa_required", factors: [{ kind: "passkey", factorId: mock.seed.users.ada.passkeyId }] });
});

test("works for the page that the environment names, or for another that it is told", async () => {
  const mock = createMock();
  const ada = await signedIn(mock, "ada");
  await asEnvironment(mock).patch("/v1/environment", { webauthn: { rpId: "acme.test", origins: ["https://app.acme.test", "https://www.acme.test"] } });

  expect(await register(ada, mock.passkeys.authenticator())).toMatchObject({ status: 201 });
  expect(await register(ada, mock.passkeys.authenticator({ origin: "https://www.acme.test" }))).toMatchObject({ status: 201 });
  expect(await register(ada, mock.passkeys.authenticator({ origin: "https://acme.test" }))).toMatchObject({ status: 400 });
});

test("counts the uses of a passkey that is not synced, from where it is told", async () => {
  const mock = createMock();
  const key = mock.passkeys.authenticator({ synced: false, counter: 5 });
  await register(await signedIn(mock, "ada"), key);
  await signInWith(mock, key);

  expect(await key.exportCredentials()).toMatchObject([{ signCount: 6, backupEligibility: false, backupState: false, rpId: "localhost" }]);
});

test.each(["ES256", "EdDSA", "RS256"] as const)("exports a key of the kind %s for a virtual authenticator", async (algorithm) => {
  const mock = createMock();
  const authenticator = mock.passkeys.authenticator({ algorithm });
  await register(await signedIn(mock, "ada"), authenticator);

  const [credential] = await authenticator.exportCredentials();

  const key = createPrivateKey({ key: Buffer.from(credential!.privateKey, "base64"), format: "der", type: "pkcs8" });
  expect(key.asymmetricKeyType).toBe({ ES256: "ec", EdDSA: "ed25519", RS256: "rsa" }[algorithm]);
  expect(credential).toMatchObject({ isResidentCredential: true, userName: "ada@acme.test", signCount: 0, backupEligibility: true });
});

test("stands in for the credentials of a page: bytes go in and come out", async () => {
  const mock = createMock({ seed });
  const { credentials } = mock.passkeys.authenticator({ passkeysOf: "ada" });
  const { body } = await api(mock).post("/v1/passkeys/authentication/options");
  const publicKey = { ...body.publicKey, challenge: Buffer.from(body.publicKey.challenge as string, "base64url") };

  const answer = (await credentials.get({ publicKey, mediation: "conditional" })) as {
    id: string;
    rawId: ArrayBuffer;
    type: string;
    response: Record<string, ArrayBuffer>;
    getClientExtensionResults(): object;
  };

  const text = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("base64url");
  expect([answer.id, answer.type, answer.getClientExtensionResults()]).toEqual([text(answer.rawId), "public-key", {}]);
  const response = Object.fromEntries(Object.entries(answer.response).map(([name, bytes]) => [name, text(bytes)]));
  const credential = { id: answer.id, rawId: answer.id, type: answer.type, response };
  expect(await api(mock).post("/v1/passkeys/authentication/verify", { challengeId: body.challengeId, credential })).toMatchObject({
    status: 200,
    body: { status: "complete" },
  });
});

test("gives nothing to a page whose signal has aborted", async () => {
  const mock = createMock({ seed });
  const { credentials } = mock.passkeys.authenticator({ passkeysOf: "ada" });
  const { publicKey } = (await api(mock).post("/v1/passkeys/authentication/options")).body;
  const meanwhile = new AbortController();
  const asked = credentials.get({ publicKey, signal: meanwhile.signal });

  meanwhile.abort();

  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  await expect(credentials.create({ publicKey, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
});

test("refuses as a browser does what it cannot do", async () => {
  const mock = createMock();
  const ada = await signedIn(mock, "ada");
  const simple = mock.passkeys.authenticator({ userVerification: false, algorithm: "RS256" });
  const creation = (await ada.post("/v1/passkeys/registration/options", { userVerification: "required" })).body.publicKey;
  const request = (await api(mock).post("/v1/passkeys/authentication/options")).body.publicKey;

  await expect(simple.create(creation)).rejects.toMatchObject({
    name: "NotAllowedError",
    message: expect.stringContaining("cannot verify its user") as string,
  });
  await expect(
    mock.passkeys.authenticator({ algorithm: "RS256" }).create({ ...creation, pubKeyCredParams: creation.pubKeyCredParams.slice(0, 1) }),
  ).rejects.toMatchObject({
    name: "NotSupportedError",
  });
  await expect(simple.get(request)).rejects.toMatchObject({
    name: "NotAllowedError",
    message: "The authenticator has no passkey for localhost that is asked for.",
  });
});

test.each<[string, AuthenticatorOptions, string, string]>([
  ["nobody knows", { algoritm: "ES256" } as AuthenticatorOptions, "option_unknown", 'has no option "algoritm"'],
  ["name another kind of key", { algorithm: "ES512" as "ES256" }, "option_invalid", "algorithm must be"],
  ["begin to count below zero", { counter: -1 }, "option_invalid", "counter must be"],
  ["name somebody without a passkey", { passkeysOf: "bob" }, "persona_unknown", 'no passkey of "bob"'],
  ["name nobody of the seed", { passkeysOf: "toString" }, "persona_unknown", 'no passkey of "toString"'],
])("refuses options that %s", (_what, options, code, message) => {
  const mock = createMock({ seed });

  let thrown: unknown;
  try {
    mock.passkeys.authenticator(options);
  } catch (error) {
    thrown = error;
  }

  expect(isMockError(thrown, code) && thrown.message).toContain(message);
});
