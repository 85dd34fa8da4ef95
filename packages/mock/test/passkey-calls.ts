import { expect } from "vitest";
import type { Authenticator, Deviation, Mock } from "../src/index.ts";
import { api, asEnvironment, orgId, signedIn, type Answer, type Api } from "./api.ts";

/** Registers a passkey of the caller's. What is answered by the API at last is returned. */
export async function register(caller: Api, authenticator: Authenticator, deviation?: Deviation): Promise<Answer> {
  return caller.post("/v1/passkeys/registration/verify", await beginRegistration(caller, authenticator, deviation));
}

/** What completes a registration. */
export async function beginRegistration(caller: Api, authenticator: Authenticator, deviation?: Deviation) {
  const { body } = await caller.post("/v1/passkeys/registration/options", {});
  return { challengeId: body.challengeId as string, credential: await authenticator.create(body.publicKey, deviation) };
}

/** Signs in with a passkey. */
export async function signInWith(mock: Mock, authenticator: Authenticator, deviation?: Deviation): Promise<Answer> {
  return api(mock).post("/v1/passkeys/authentication/verify", await beginSignIn(mock, authenticator, deviation));
}

/** What completes a sign-in. */
export async function beginSignIn(mock: Mock, authenticator: Authenticator, deviation?: Deviation) {
  const { body } = await api(mock).post("/v1/passkeys/authentication/options");
  return { challengeId: body.challengeId as string, credential: await authenticator.get(body.publicKey, deviation) };
}

/** Proves the second factor of a sign-in with a passkey. */
export async function proveSecondFactor(
  mock: Mock,
  pendingToken: string,
  authenticator: Authenticator,
  step: object = {},
  headers: Readonly<Record<string, string>> = {},
  deviation?: Deviation,
): Promise<Answer> {
  const pending = api(mock, { as: pendingToken, headers });
  const { body } = await pending.post("/v1/mfa/challenges", { kind: "passkey" });
  const proof = { kind: "passkey", challengeId: body.id as string, credential: await authenticator.get(body.publicKey, deviation) };
  return pending.post("/v1/auth/continue", { step: "mfa", proof, ...step });
}

/** The refusal of an authenticator's answer, with what does not hold. */
export function notHolding(detail: string): object {
  return { status: 400, body: { code: "webauthn_verification_failed", detail: expect.stringContaining(detail) as string } };
}

/** Has Acme demand that passkeys verify their users. */
export async function demandVerification(mock: Mock): Promise<void> {
  const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
  const answer = await ada.put(`/v1/organizations/${orgId(mock, "acme")}/auth-policy`, { passkeyUserVerification: "required" });
  expect(answer).toMatchObject({ status: 200 });
}

/** Lets access tokens live for an hour: for tests in which time passes. */
export async function letTokensLive(mock: Mock): Promise<void> {
  await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
}
