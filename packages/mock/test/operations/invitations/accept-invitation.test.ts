import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId, type Api } from "../../api.ts";
import { stranger, atAcme, tokenTo } from "./acme-invitations.ts";

describe("validateInvitation", () => {
  test("shows what the link offers and no more, by POST and by address", async () => {
    const mock = createMock({ clock: "virtual" });
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });
    const token = tokenTo(mock, stranger);

    const posted = await api(mock).post("/v1/invitations/validate", { token });
    const visited = await api(mock).get(`/v1/invitations/validate/${token}`);

    expect(posted).toMatchObject({ status: 200, body: { organizationName: "Acme", maskedEmail: "k•••@n•••.test", role: "member" } });
    expect(Object.keys(posted.body).sort()).toEqual(["expiresAt", "expiresInSeconds", "maskedEmail", "organizationName", "role"]);
    expect(visited.body).toEqual(posted.body);
  });

  test("names what became of the invitation", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const validate = async (token: string): Promise<string> => (await api(mock).post("/v1/invitations/validate", { token })).body.code;
    const { id } = (await ada.post("/v1/invitations", { email: "a@newcomer.test" })).body;
    await ada.delete(`/v1/invitations/${id}`);
    await ada.post("/v1/invitations", { email: "b@newcomer.test" });
    await api(mock).post("/v1/invitations/decline", { token: tokenTo(mock, "b@newcomer.test") });

    expect(await validate(tokenTo(mock, "a@newcomer.test"))).toBe("invitation_revoked");
    expect(await validate(tokenTo(mock, "b@newcomer.test"))).toBe("token_used");
    expect(await validate("it_nothing")).toBe("token_invalid");
  });

  test("counts the invitations of an organization that waits for its deletion as taken back", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    await ada.post("/v1/invitations", { email: stranger });
    await ada.delete(`/v1/organizations/${orgId(mock, "acme")}`);

    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 410,
      body: { code: "invitation_revoked" },
    });
  });
});

describe("acceptInvitation", () => {
  test("makes an account for an address that has none, a member, and a session", async () => {
    const mock = createMock();
    await (await atAcme(mock, "grace")).post("/v1/invitations", { email: stranger, role: "viewer" });
    const since = mock.events.length;

    const answer = await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger), name: "Kay McNulty", password: "ballistic tables" });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: "accepted",
        organization: { slug: "acme" },
        member: { role: "viewer", user: { email: stranger, name: "Kay McNulty" } },
        signIn: { status: "complete", session: { organizationId: orgId(mock, "acme") } },
      },
    });
    expect(eventTypes(mock, since)).toEqual([
      "user.created",
      "auth.sign_up_succeeded",
      "auth.email_verified",
      "invitation.accepted",
      "member.added",
      "auth.sign_in_succeeded",
      "session.created",
    ]);
    const kay = api(mock, { as: answer.body.signIn.session.accessToken });
    expect((await kay.get("/v1/users/me")).body).toMatchObject({ email: stranger, emailVerified: true, hasPassword: true });
    expect((await kay.get(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(200);
    expect((await api(mock).post("/v1/auth/sign-in", { email: stranger, password: "ballistic tables" })).body.status).toBe("complete");
    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({ status: 410, body: { code: "token_used" } });
  });

  test("refuses a weak password and leaves no account behind", async () => {
    const mock = createMock();
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });

    for (const password of ["short", "password1", stranger]) {
      expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger), password })).toMatchObject({
        status: 422,
        body: { code: "weak_password", errors: [{ pointer: "/password" }] },
      });
    }
    expect((await asEnvironment(mock).get(`/v1/users?email=${stranger}`)).body.data).toEqual([]);
    expect((await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).status).toBe(200);
  });

  test("asks for a sign-in when the address has an account, and stays as it is", async () => {
    const mock = createMock();
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: "olga@globex.test" });
    const token = tokenTo(mock, "olga@globex.test");
    const since = mock.events.length;

    expect(await api(mock).post("/v1/invitations/accept", { token, name: "Nobody", password: "another password" })).toMatchObject({
      status: 200,
      body: { status: "sign_in_required", maskedEmail: "o•••@g•••.test" },
    });
    expect(eventTypes(mock, since)).toEqual([]);

    const olga = await signedIn(mock, "olga");
    const joined = await olga.post("/v1/invitations/accept", { token });
    expect(joined).toMatchObject({ status: 200, body: { status: "accepted", member: { userId: userId(mock, "olga"), role: "member" } } });
    expect(joined.body).not.toHaveProperty("signIn");
    expect((await olga.get(`/v1/organizations/${orgId(mock, "globex")}`)).status).toBe(200);
    expect((await olga.get(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(200);
  });

  test("counts the address as verified for a person who had not proved it", async () => {
    const mock = createMock({
      seed: { users: { ada: { email: "ada@acme.test" }, kay: { email: stranger, emailVerified: false } }, organizations: { acme: { owner: "ada" } } },
    });
    await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
    const kay = await signedIn(mock, "kay");
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });
    const since = mock.events.length;
    expect((await kay.get("/v1/users/me/invitations")).body.data).toEqual([]);

    expect((await kay.post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).status).toBe(200);

    expect(eventTypes(mock, since)).toEqual(["invitation.accepted", "member.added", "auth.email_verified", "user.updated"]);
    expect((await kay.get("/v1/users/me")).body.emailVerified).toBe(true);
  });

  test("is for the invited address only", async () => {
    const mock = createMock();
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });

    expect(await (await signedIn(mock, "olga")).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 403,
      body: { code: "email_mismatch" },
    });
  });

  test.each([
    ["was demoted", (mock: Mock, ada: Api) => ada.patch(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`, { role: "member" })],
    ["was suspended", (mock: Mock, ada: Api) => ada.post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}/suspend`)],
    ["left", (mock: Mock, ada: Api) => ada.delete(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`)],
    ["was banned", (mock: Mock) => asEnvironment(mock).post(`/v1/users/${userId(mock, "grace")}/ban`)],
    ["was deleted", (mock: Mock) => asEnvironment(mock).delete(`/v1/users/${userId(mock, "grace")}`)],
  ])("is refused when whoever invited %s meanwhile, and makes no account", async (_, happen) => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    await (await atAcme(mock, "grace")).post("/v1/invitations", { email: stranger, role: "admin" });
    expect((await happen(mock, ada)).status).toBeLessThan(300);

    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 403,
      body: { code: "inviter_not_allowed" },
    });
    expect((await asEnvironment(mock).get(`/v1/users?email=${stranger}`)).body.data).toEqual([]);
  });

  test("holds for an invitation by the environment's key, whatever becomes of the members", async () => {
    const mock = createMock();
    await mock.ready();
    const invited = await api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") }).post("/v1/invitations", { email: stranger, role: "owner" });
    expect(invited).toMatchObject({ status: 201, body: { invitedByUserId: null } });

    expect((await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).body.member.role).toBe("owner");
  });

  // A key that the environment key had made has no person behind it, and what it had sent was refused to everybody.
  test.each(["somebody new", "somebody with an account"])("holds for an invitation by an organization key of nobody's, for %s", async (who) => {
    const mock = createMock();
    const path = `/v1/organizations/${orgId(mock, "acme")}/api-keys`;
    const made = await asEnvironment(mock).post(path, { name: "CI", scopes: ["members:invite"] });
    const key = api(mock, { as: made.body.secret as string });
    const email = who === "somebody new" ? stranger : "olga@globex.test";
    expect((await key.post("/v1/invitations", { email, role: "admin" })).status).toBe(201);
    const caller = who === "somebody new" ? api(mock) : await signedIn(mock, "olga");
    expect(await caller.post("/v1/invitations/accept", { token: tokenTo(mock, email) })).toMatchObject({ status: 200, body: { status: "accepted" } });
  });

  test.each([
    ["deleted", (mock: Mock, path: string) => asEnvironment(mock).delete(path)],
    ["narrowed", (mock: Mock, path: string) => asEnvironment(mock).patch(path, { scopes: ["org:read"] })],
    ["expired", (mock: Mock) => mock.clock.advance("2h")],
  ])("ends with an organization key of nobody's that was %s", async (_what, end) => {
    const mock = createMock({ clock: "virtual" });
    const path = `/v1/organizations/${orgId(mock, "acme")}/api-keys`;
    const made = await asEnvironment(mock).post(path, { name: "CI", scopes: ["members:invite"], expiresInSeconds: 3600 });
    await api(mock, { as: made.body.secret as string }).post("/v1/invitations", { email: stranger });
    await end(mock, `${path}/${made.body.id}`);
    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 403,
      body: { code: "inviter_not_allowed" },
    });
  });

  test("of one organization leaves the invitation of another to the same address alone", async () => {
    const mock = createMock();
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });
    const first = tokenTo(mock, stranger);
    await (await signedIn(mock, "olga", { organization: orgId(mock, "globex") })).post("/v1/invitations", { email: stranger });

    expect((await api(mock).post("/v1/invitations/validate", { token: first })).body.organizationName).toBe("Acme");
  });
});
