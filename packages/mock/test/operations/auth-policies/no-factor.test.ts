import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn } from "../../api.ts";
import { exchange, signInAt, start } from "../../at-provider.ts";
import { callFrom } from "../../from-address.ts";
import { mfaSeed, passwordOf, pendingSignIn, requireMfa } from "../../mfa-calls.ts";

const noFactors = { authMethods: { totp: false, passkey: false } };

/** Acme requires a second factor, and then the environment switches all of them off. */
async function deadEnd(): Promise<Mock> {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  await requireMfa(mock, "acme", "ada");
  expect((await asEnvironment(mock).patch("/v1/environment", noFactors)).status).toBe(200);
  return mock;
}

const impossible = (mock: Mock): object => ({
  status: 403,
  body: {
    code: "mfa_required_by_org",
    mfa: { organizationId: orgId(mock, "acme"), methods: [], enrollable: [] },
    detail: expect.stringContaining("switched off") as string,
  },
});

describe("a second factor that the environment does not have", () => {
  // Sign-ins ended at a step with nothing to set up, and nobody was told why.
  test("cannot be required, and with one of them on it can", async () => {
    const mock = createMock({ seed: mfaSeed });
    await mock.ready();
    const env = asEnvironment(mock);
    const policy = `/v1/organizations/${orgId(mock, "acme")}/auth-policy`;
    await env.patch("/v1/environment", noFactors);
    const refused = await env.put(policy, { mfa: "required" });
    expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
      400,
      "validation_failed",
      [{ pointer: "/mfa", code: "no_factor", message: expect.stringContaining("switch on totp or passkey") as string }],
    ]);
    expect((await env.put(policy, { mfa: "optional" })).status).toBe(200);
    await env.patch("/v1/environment", { authMethods: { totp: true } });
    expect((await env.put(policy, { mfa: "required" })).status).toBe(200);
  });

  test("is told at every sign-in to an organization that required it before", async () => {
    const mock = await deadEnd();
    const organizationId = orgId(mock, "acme");
    const email = "bob@acme.test";
    expect(await passwordOf(mock, "bob", { organizationId })).toMatchObject(impossible(mock));

    await api(mock).post("/v1/auth/otp", { email });
    const { code } = mock.mailbox.latest({ kind: "otp" })!;
    expect(await api(mock).post("/v1/auth/otp/verify", { email, code, organizationId })).toMatchObject(impossible(mock));

    await api(mock).post("/v1/auth/magic-link", { email, organizationId });
    const { token } = mock.mailbox.latest({ kind: "magic_link" })!;
    expect(await api(mock).post("/v1/auth/magic-link/verify", { token })).toMatchObject(impossible(mock));

    const back = await signInAt(mock, await start(mock, "google", { organizationId }), { email });
    expect(await exchange(mock, back)).toMatchObject(impossible(mock));
    expect((await passwordOf(mock, "bob")).body.status).toBe("complete");
  });

  test("is told at the choice of the organization, and to a session that wants in", async () => {
    const mock = await deadEnd();
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const pending = await pendingSignIn(mock, "bob");
    expect(await pending.post("/v1/auth/continue", { step: "organization", organizationId: orgId(mock, "acme") })).toMatchObject(impossible(mock));
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "globex") });
    expect(await bob.get(`/v1/organizations/${orgId(mock, "acme")}`)).toMatchObject(impossible(mock));
  });

  test("is told to newcomers before their account is made", async () => {
    const mock = await deadEnd();
    const env = asEnvironment(mock);
    const people = async (): Promise<number> => (await env.get("/v1/users")).body.data.length;
    const before = await people();
    const invite = async (email: string): Promise<string> => {
      await env.post("/v1/invitations", { email, role: "member" }, { "plinto-organization": orgId(mock, "acme") });
      return mock.mailbox.latest({ to: email, kind: "invitation" })!.token!;
    };
    const email = "new@x.test";
    const password = "correct horse staple";
    const token = await invite(email);
    expect(await api(mock).post("/v1/auth/sign-up", { email, password, invitationToken: token })).toMatchObject(impossible(mock));
    expect(await api(mock).post("/v1/invitations/accept", { token, password })).toMatchObject(impossible(mock));
    const back = await signInAt(mock, await start(mock), { email });
    expect(await exchange(mock, back, { invitationToken: token })).toMatchObject(impossible(mock));
    expect(await people()).toBe(before);
  });
});

// Such a network let nobody in, and an address that is written in hexadecimal was in none.
test("IPv4 that is written as IPv6 is IPv4, in the policy and in the call", async () => {
  const mock = createMock({ seed: mfaSeed });
  await mock.ready();
  const acme = orgId(mock, "acme");
  const { accessToken } = (await passwordOf(mock, "bob")).body.session;
  const statusFrom = async (address: string): Promise<number> => (await callFrom(mock, address, `/v1/organizations/${acme}`, { as: accessToken })).status;
  for (const range of ["::ffff:192.0.2.0/120", "192.0.2.0/24", "::ffff:c000:200/120"]) {
    expect((await asEnvironment(mock).put(`/v1/organizations/${acme}/auth-policy`, { ipRanges: [range] })).status).toBe(200);
    for (const address of ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201", "0:0:0:0:0:ffff:192.0.2.1"]) expect(await statusFrom(address)).toBe(200);
    for (const address of ["192.0.3.1", "::ffff:c000:301", "::c000:201"]) expect(await statusFrom(address)).toBe(403);
  }
});
