import { expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn } from "../../api.ts";
import { demandVerification, register } from "../../passkey-calls.ts";

const optionsPath = "/v1/passkeys/authentication/options";

/** What a browser is asked for at a sign-in. */
async function asked(mock: Mock, body?: object): Promise<string> {
  return (await api(mock).post(optionsPath, body)).body.publicKey.userVerification as string;
}

// Without it the browser spares its user the PIN, and the organization then refuses the passkey.
test("passkeyAuthenticationOptions asks for the verification of the user where the organization of the sign-in wants it", async () => {
  const mock = createMock();
  await demandVerification(mock);
  expect(await asked(mock, { organizationId: orgId(mock, "acme") })).toBe("required");
  expect(await asked(mock, { organizationId: orgId(mock, "globex") })).toBe("preferred");
  expect(await asked(mock, {})).toBe("preferred");
  expect(await asked(mock)).toBe("preferred");
});

test("passkeyAuthenticationOptions tells nobody whether there is such an organization", async () => {
  const mock = createMock();
  await mock.ready();
  expect(await asked(mock, { organizationId: "org_01hzy3v5q8w9x0a1b2c3d4e5f6" })).toBe("preferred");
});

test("a passkey without its user verified does not answer options that ask for it", async () => {
  const mock = createMock();
  const authenticator = mock.passkeys.authenticator();
  await register(await signedIn(mock, "bob"), authenticator);
  await asEnvironment(mock).put(`/v1/organizations/${orgId(mock, "acme")}/auth-policy`, { passkeyUserVerification: "required" });
  const { challengeId, publicKey } = (await api(mock).post(optionsPath, { organizationId: orgId(mock, "acme") })).body;
  const credential = await authenticator.get(publicKey, { userVerified: false });
  const refused = await api(mock).post("/v1/passkeys/authentication/verify", { challengeId, credential, organizationId: orgId(mock, "acme") });
  expect(refused).toMatchObject({ status: 400, body: { code: "webauthn_verification_failed" } });
});
