import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../api.ts";
import { link, signInWith } from "../at-provider.ts";
import { mfaSeed, signedInWithMfa } from "../mfa-calls.ts";

describe("an account at a provider that leads to somebody's account by its address", () => {
  // Whoever holds the mailbox at the provider is not yet Mary: she has a second factor.
  test("is linked when the sign-in is complete, by its person, and not while it waits for the second factor", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const begun = await signInWith(mock, "github", { email: "mary@acme.test" });
    expect(begun.body.status).toBe("mfa_required");
    expect(eventTypes(mock)).not.toContain("identity.linked");
    const mary = await signedInWithMfa(mock, "mary");
    expect((await mary.get("/v1/users/me/identities")).body.data).toEqual([]);
    expect(mock.mailbox.latest({ to: "mary@acme.test", kind: "credential_added" })).toBeUndefined();

    await mock.clock.advance("30s");
    const proof = { kind: "totp", code: mock.totp("mary") };
    const done = await api(mock, { as: begun.body.pendingToken }).post("/v1/auth/continue", { step: "mfa", proof });
    expect(done.body.status).toBe("complete");
    const [identity] = (await mary.get("/v1/users/me/identities")).body.data;
    expect(identity).toMatchObject({ provider: "github", email: "mary@acme.test", lastSignInAt: "2030-01-01T00:00:30.000Z" });
    expect(mock.events.findLast(({ type }) => type === "identity.linked")?.actor).toMatchObject({ id: userId(mock, "mary") });
    expect(mock.mailbox.latest({ to: "mary@acme.test", kind: "credential_added" })).toBeDefined();
  });

  // Nobody had proved Mary's address, so whoever has it could take the account over; but she is banned and may not enter.
  test("is not linked for somebody who may not enter, and takes nothing from the account", async () => {
    const mock = createMock({ seed: { ...mfaSeed, users: { ...mfaSeed.users, mary: { email: "mary@acme.test", emailVerified: false } } }, clock: "virtual" });
    await mock.ready();
    const environment = asEnvironment(mock);
    const path = `/v1/users/${userId(mock, "mary")}`;
    expect((await environment.post(`${path}/ban`, {})).status).toBe(200);
    expect((await signInWith(mock, "github", { email: "mary@acme.test" })).body.code).toBe("user_banned");
    await environment.post(`${path}/unban`);
    expect((await environment.get(path)).body).toMatchObject({ hasPassword: true, emailVerified: false });
    expect(eventTypes(mock)).not.toContain("identity.linked");
  });

  test("is linked by the answer to a challenge too", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const pending = api(mock, { as: (await signInWith(mock, "github", { email: "mary@acme.test" })).body.pendingToken });
    const { id } = (await pending.post("/v1/mfa/challenges", { kind: "totp" })).body;
    const done = await pending.post(`/v1/mfa/challenges/${id}/verify`, { kind: "totp", code: mock.totp("mary") });
    expect(done.body.status).toBe("complete");
    expect(eventTypes(mock)).toContain("identity.linked");
  });

  test("stays somebody else's who linked it while the sign-in waited", async () => {
    const mock = await choosing();
    const begun = await signInWith(mock, "github", { email: "bob@acme.test" });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const linked = await link(mock, ada, "github", { email: "bob@acme.test" });
    expect(linked.status).toBe(201);
    const chosen = { step: "organization", organizationId: orgId(mock, "acme") };
    const done = await api(mock, { as: begun.body.pendingToken }).post("/v1/auth/continue", chosen);
    expect(done.body).toMatchObject({ status: "complete", user: { id: userId(mock, "bob") } });
    expect((await ada.get(`/v1/users/me/identities/${linked.body.id}`)).body).toMatchObject({ userId: userId(mock, "ada"), lastSignInAt: null });
  });
});

/** An environment whose sign-ins wait for the choice of an organization. */
async function choosing(): Promise<Mock> {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
  return mock;
}
