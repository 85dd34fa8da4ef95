import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, type Answer, type Api } from "../../api.ts";
import { link, signInWith as signInAtProvider } from "../../at-provider.ts";
import { mfaSeed, passwordOf, setUpApp } from "../../mfa-calls.ts";
import { register, signInWith } from "../../passkey-calls.ts";

const inAcme = (mock: Mock): object => ({ step: "organization", organizationId: orgId(mock, "acme") });

describe("a sign-in that waits for a step", () => {
  // A stolen passkey has begun a sign-in that waits for the choice of the organization.
  test("ends when the passkey that it began with is removed", async () => {
    const { mock, bob } = await choosing();
    const stolen = mock.passkeys.authenticator();
    const { passkey } = (await register(bob, stolen)).body;
    const thief = waiting(mock, await signInWith(mock, stolen));
    expect((await bob.delete(`/v1/passkeys/${passkey.id}`)).status).toBe(204);
    expect((await thief.post("/v1/auth/continue", inAcme(mock))).body.code).toBe("pending_token_invalid");
  });

  test("ends when the app that it proved is removed", async () => {
    const { mock, bob } = await choosing();
    const { factor } = (await setUpApp(mock, bob, "bob")).body;
    const asked = waiting(mock, await passwordOf(mock, "bob"));
    const thief = waiting(mock, await asked.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: mock.totp("bob") } }));
    expect((await bob.delete(`/v1/mfa/factors/${factor.id}`)).status).toBe(204);
    expect((await thief.post("/v1/auth/continue", inAcme(mock))).body.code).toBe("pending_token_invalid");
  });

  test("ends when the account at a provider that it began with is unlinked", async () => {
    const { mock, bob } = await choosing();
    const identity = (await link(mock, bob, "github", { email: "stolen@elsewhere.test" })).body;
    const thief = waiting(mock, await signInAtProvider(mock, "github", { email: "stolen@elsewhere.test" }));
    expect((await bob.delete(`/v1/users/me/identities/${identity.id}`)).status).toBe(204);
    expect((await thief.post("/v1/auth/continue", inAcme(mock))).body.code).toBe("pending_token_invalid");
  });

  test.each<[string, (bob: Api) => Promise<Answer>]>([
    ["the other sessions are ended", (bob) => bob.delete("/v1/sessions")],
    ["the password is changed", (bob) => bob.post("/v1/auth/password/change", { currentPassword: "plinto-demo", newPassword: "staple correct horse" })],
  ])("ends when %s", async (_when, act) => {
    const { mock, bob } = await choosing();
    const thief = waiting(mock, await passwordOf(mock, "bob"));
    expect((await act(bob)).status).toBe(204);
    expect((await thief.post("/v1/auth/continue", inAcme(mock))).body.code).toBe("pending_token_invalid");
  });

  test("ends when the password is reset", async () => {
    const { mock } = await choosing();
    const thief = waiting(mock, await passwordOf(mock, "bob"));
    await api(mock).post("/v1/auth/password/forgot", { email: "bob@acme.test" });
    const { token } = await mock.mailbox.waitFor({ to: "bob@acme.test", kind: "password_reset" });
    expect((await api(mock).post("/v1/auth/password/reset", { token, password: "staple correct horse" })).status).toBe(200);
    expect((await thief.post("/v1/auth/continue", inAcme(mock))).body.code).toBe("pending_token_invalid");
  });

  test("goes on when another person removes something of hers", async () => {
    const { mock } = await choosing();
    const waits = waiting(mock, await passwordOf(mock, "bob"));
    const ada = await signedIn(mock, "ada");
    const { passkey } = (await register(ada, mock.passkeys.authenticator())).body;
    await ada.delete(`/v1/passkeys/${passkey.id}`);
    await ada.delete("/v1/sessions");
    expect((await waits.post("/v1/auth/continue", inAcme(mock))).body.status).toBe("complete");
  });
});

/** An environment whose sign-ins wait for the choice of an organization, and Bob, who is in two and signed in to one. */
async function choosing(): Promise<{ mock: Mock; bob: Api }> {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
  await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
  return { mock, bob };
}

/** The calls of a sign-in that waits. */
function waiting(mock: Mock, { body }: Answer): Api {
  if (typeof body.pendingToken !== "string") throw new Error(`The sign-in does not wait: ${JSON.stringify(body)}`);
  return api(mock, { as: body.pendingToken });
}
