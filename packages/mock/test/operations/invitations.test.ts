import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { ok } from "../../src/kernel/transaction.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId, type Api, type Answer } from "../api.ts";

const stranger = "kay@newcomer.test";

/** A person of Acme, signed in there. */
const atAcme = (mock: Mock, person: string): Promise<Api> => signedIn(mock, person, { organization: orgId(mock, "acme") });

/** The token of the newest invitation to an address. */
const tokenTo = (mock: Mock, to: string): string => mock.mailbox.latest({ to, kind: "invitation" })!.token!;

describe("createInvitation", () => {
  test("sends a link whose token stands in the fragment, and nowhere in the API", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const since = mock.events.length;

    const answer = await grace.post("/v1/invitations", { email: stranger, role: "viewer", message: "Welcome <b>Kay</b>." });

    expect(answer).toMatchObject({
      status: 201,
      body: { email: stranger, role: "viewer", status: "pending", invitedByUserId: userId(mock, "grace"), expiresInSeconds: 604_800, version: 1 },
    });
    const mail = mock.mailbox.latest({ to: stranger })!;
    expect(mail.subject).toBe("Grace Hopper invites you to Acme");
    expect(mail.link).toBe(`${mock.baseUrl}/-#token=${mail.token}`);
    expect(mail.html).toContain("Welcome &lt;b&gt;Kay&lt;/b&gt;.");
    expect(eventTypes(mock, since)).toEqual(["invitation.created", "email.queued", "email.sent", "email.delivered"]);
    expect(JSON.stringify([answer.body, mock.events])).not.toContain(mail.token);
    expect((await grace.get(`/v1/invitations/${answer.body.id}`)).body).toMatchObject({ id: answer.body.id, status: "pending" });
  });

  test("takes role and time from the organization's settings when it names none", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    await ada.patch(`/v1/organizations/${orgId(mock, "acme")}/settings`, { defaultRole: "viewer", invitationExpiresInSeconds: 7200 });

    expect((await ada.post("/v1/invitations", { email: stranger })).body).toMatchObject({ role: "viewer", expiresInSeconds: 7200 });
  });

  test("refuses a role above the caller's, a member, and a second pending invitation", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    await grace.post("/v1/invitations", { email: stranger });

    expect(await grace.post("/v1/invitations", { email: "else@newcomer.test", role: "owner" })).toMatchObject({
      status: 403,
      body: { code: "role_above_actor" },
    });
    expect(await grace.post("/v1/invitations", { email: "BOB@acme.test" })).toMatchObject({ status: 409, body: { code: "already_member" } });
    expect(await grace.post("/v1/invitations", { email: stranger.toUpperCase() })).toMatchObject({ status: 409, body: { code: "invitation_pending" } });
    expect(await (await atAcme(mock, "bob")).post("/v1/invitations", { email: "else@newcomer.test" })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
  });

  test("follows a redirect URL that the environment allows, letter by letter", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const invite = (email: string, redirectUrl: string): Promise<Answer> => ada.post("/v1/invitations", { email, redirectUrl });

    expect((await invite("b@newcomer.test", "http://localhost:5173/join")).status).toBe(201);
    for (const url of ["http://localhost.evil.test/", "https://localhost:80/"]) {
      expect(await invite("c@newcomer.test", url)).toMatchObject({ status: 400, body: { code: "redirect_uri_not_allowed" } });
    }
    expect((await asEnvironment(mock).patch("/v1/environment", { redirectUrls: ["https://app.acme.test/welcome"] })).status).toBe(200);
    expect((await invite("a@newcomer.test", "https://app.acme.test/welcome")).status).toBe(201);
    expect(mock.mailbox.latest({ to: "a@newcomer.test" })!.link).toMatch(/^https:\/\/app\.acme\.test\/welcome#token=/);
    for (const url of ["https://app.acme.test/welcome/", "https://app.acme.test", "http://localhost:5173/join"]) {
      expect(await invite("c@newcomer.test", url)).toMatchObject({ status: 400, body: { code: "redirect_uri_not_allowed" } });
    }
  });

  test("does not tell an organization whether a stranger has an account", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    const known = await ada.post("/v1/invitations", { email: "olga@globex.test" });
    const unknown = await ada.post("/v1/invitations", { email: stranger });

    expect(Object.keys(known.body)).toEqual(Object.keys(unknown.body));
    const messages = (await ada.get(`/v1/organizations/${orgId(mock, "acme")}/email/messages`)).body.data;
    expect(messages.map((message: { recipientUserId: string | null }) => message.recipientUserId)).toEqual([null, null]);
    expect(JSON.stringify(mock.events.slice(since))).not.toContain(userId(mock, "olga"));
  });

  test("is inviteMember too, with the organization in the path", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const since = mock.events.length;

    const answer = await grace.post(`/v1/organizations/${orgId(mock, "acme")}/invite`, { email: stranger });

    expect(answer).toMatchObject({ status: 201, body: { organizationId: orgId(mock, "acme"), email: stranger, role: "member" } });
    expect(eventTypes(mock, since)).toEqual(["invitation.created", "email.queued", "email.sent", "email.delivered"]);
    expect(await grace.post(`/v1/organizations/${orgId(mock, "globex")}/invite`, { email: stranger })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test("repeats with the same idempotency key without a second message", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    const first = await ada.post("/v1/invitations", { email: stranger }, { "idempotency-key": "one" });
    const again = await ada.post("/v1/invitations", { email: stranger }, { "idempotency-key": "one" });

    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body.id).toBe(first.body.id);
    expect(mock.mailbox.messages).toHaveLength(1);
  });
});

describe("the plan's limit of members", () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" } },
    organizations: { acme: { owner: "ada", members: { bob: "member" }, plan: "free" } },
  });
  const addresses = [1, 2, 3, 4].map((number) => `p${number}@newcomer.test`);

  test("counts pending invitations, and refuses where limits are enforced", async () => {
    const mock = createMock({ seed, limits: "enforce" });
    const ada = await atAcme(mock, "ada");

    const statuses = [];
    for (const email of addresses) statuses.push((await ada.post("/v1/invitations", { email })).status);

    expect(statuses).toEqual([201, 201, 201, 402]);
    expect(await ada.post("/v1/invitations", { email: addresses[3] })).toMatchObject({
      status: 402,
      body: { code: "limit_exceeded", limit: "members", maximum: 5 },
    });
    expect((await ada.get(`/v1/organizations/${orgId(mock, "acme")}/limits`)).body.members).toEqual({ limit: 5, used: 5, remaining: 0 });
  });

  test("only counts where they are counted", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");

    for (const email of addresses) expect((await ada.post("/v1/invitations", { email })).status).toBe(201);
    expect((await ada.get(`/v1/organizations/${orgId(mock, "acme")}/limits`)).body.members).toEqual({ limit: 5, used: 6, remaining: 0 });
  });
});

describe("createInvitationsBulk", () => {
  test("lets each row succeed or fail by itself", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const since = mock.events.length;

    const answer = await grace.post("/v1/invitations/bulk", {
      invitations: [{ email: stranger }, { email: "bob@acme.test" }, { email: stranger }, { email: "x@newcomer.test", role: "owner" }],
    });

    expect(answer).toMatchObject({ status: 207, body: { created: 1, failed: 3 } });
    expect(answer.body.results.map((row: { status: string; error?: { code: string } }) => row.error?.code ?? row.status)).toEqual([
      "created",
      "already_member",
      "invitation_pending",
      "role_above_actor",
    ]);
    expect(eventTypes(mock, since).filter((type) => type === "invitation.created")).toHaveLength(1);
  });

  test("refuses more than a hundred rows and makes none of them", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const invitations = Array.from({ length: 101 }, (_, index) => ({ email: `p${index}@newcomer.test` }));

    expect(await ada.post("/v1/invitations/bulk", { invitations })).toMatchObject({ status: 413, body: { code: "batch_too_large" } });
    expect((await ada.get("/v1/invitations")).body.data).toEqual([]);
  });
});

describe("listInvitations", () => {
  test("filters and sorts, and shows another organization's invitations to nobody here", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const long = (await ada.post("/v1/invitations", { email: "long@newcomer.test", role: "admin", expiresInSeconds: 2_592_000 })).body;
    const short = (await ada.post("/v1/invitations", { email: "short@newcomer.test", expiresInSeconds: 3600 })).body;
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    await olga.post("/v1/invitations", { email: "else@newcomer.test" });
    await ada.delete(`/v1/invitations/${short.id}`);
    const ids = async (query: string): Promise<string[]> => (await ada.get(`/v1/invitations${query}`)).body.data.map((row: { id: string }) => row.id);

    expect(await ids("")).toEqual([long.id, short.id]);
    expect(await ids("?sort=expiresAt")).toEqual([short.id, long.id]);
    expect(await ids("?status=revoked")).toEqual([short.id]);
    expect(await ids("?role=admin")).toEqual([long.id]);
    expect(await ids("?q=SHORT")).toEqual([short.id]);
    expect(await olga.get(`/v1/invitations/${long.id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await (await atAcme(mock, "bob")).get("/v1/invitations")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});

describe("updateInvitation", () => {
  test("changes role and time and keeps the link", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const { id } = (await ada.post("/v1/invitations", { email: stranger })).body;
    const token = tokenTo(mock, stranger);
    const since = mock.events.length;

    const answer = await ada.patch(`/v1/invitations/${id}`, { role: "admin", expiresAt: "2030-01-20T00:00:00.000Z" });

    expect(answer).toMatchObject({ status: 200, body: { role: "admin", expiresAt: "2030-01-20T00:00:00.000Z", version: 2 } });
    expect(eventTypes(mock, since)).toEqual(["invitation.updated"]);
    await mock.clock.set("2030-01-19T00:00:00.000Z");
    expect((await api(mock).post("/v1/invitations/validate", { token })).body.role).toBe("admin");
    await mock.clock.set("2030-01-20T00:00:00.000Z");
    expect((await api(mock).post("/v1/invitations/validate", { token })).body.code).toBe("invitation_expired");
  });

  test("refuses a role above the caller's, a time out of range and what is not pending", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const grace = await atAcme(mock, "grace");
    const owner = (await ada.post("/v1/invitations", { email: "o@newcomer.test", role: "owner" })).body.id as string;
    const member = (await ada.post("/v1/invitations", { email: stranger })).body.id as string;

    expect(await grace.patch(`/v1/invitations/${owner}`, { expiresAt: "2030-01-05T00:00:00.000Z" })).toMatchObject({
      status: 403,
      body: { code: "role_above_actor" },
    });
    expect(await grace.patch(`/v1/invitations/${member}`, { role: "owner" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    for (const expiresAt of ["2030-01-01T00:59:59.999Z", "2030-02-01T00:00:00.000Z"]) {
      expect(await grace.patch(`/v1/invitations/${member}`, { expiresAt })).toMatchObject({
        status: 400,
        body: { code: "validation_failed", errors: [{ pointer: "/expiresAt", code: "range" }] },
      });
    }
    await grace.delete(`/v1/invitations/${member}`);
    for (const call of [
      grace.patch(`/v1/invitations/${member}`, { role: "viewer" }),
      grace.post(`/v1/invitations/${member}/resend`),
      grace.delete(`/v1/invitations/${member}`),
    ]) {
      expect(await call).toMatchObject({ status: 409, body: { code: "invitation_not_pending" } });
    }
  });

  test("makes whoever raises the role answer for it", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const ada = await atAcme(mock, "ada");
    const { id } = (await grace.post("/v1/invitations", { email: stranger })).body;

    await ada.patch(`/v1/invitations/${id}`, { role: "owner" });

    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 200,
      body: { member: { role: "owner" } },
    });
  });
});

describe("resendInvitation", () => {
  test("sends a new link, starts its time anew, and the old link dies", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const { id } = (await ada.post("/v1/invitations", { email: stranger, expiresInSeconds: 7200 })).body;
    const old = tokenTo(mock, stranger);
    await mock.clock.advance("1h");
    const again = await atAcme(mock, "ada");
    const since = mock.events.length;

    const answer = await again.post(`/v1/invitations/${id}/resend`);

    expect(answer).toMatchObject({ status: 202, body: { expiresInSeconds: 7200, version: 2, sentAt: "2030-01-01T01:00:00.000Z" } });
    expect(eventTypes(mock, since)).toEqual(["invitation.resent", "email.queued", "email.sent", "email.delivered"]);
    const fresh = tokenTo(mock, stranger);
    expect(fresh).not.toBe(old);
    expect(await api(mock).post("/v1/invitations/validate", { token: old })).toMatchObject({ status: 400, body: { code: "token_invalid" } });
    await mock.clock.advance("1h59m");
    expect((await api(mock).post("/v1/invitations/validate", { token: fresh })).status).toBe(200);
  });
});

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

describe("declineInvitation", () => {
  test("ends the invitation and uses the link up", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const { id } = (await ada.post("/v1/invitations", { email: stranger })).body;
    const since = mock.events.length;

    expect((await api(mock).post("/v1/invitations/decline", { token: tokenTo(mock, stranger) })).status).toBe(204);

    expect(eventTypes(mock, since)).toEqual(["invitation.declined"]);
    expect((await ada.get(`/v1/invitations/${id}`)).body.status).toBe("declined");
    expect(await api(mock).post("/v1/invitations/decline", { token: tokenTo(mock, stranger) })).toMatchObject({ status: 410, body: { code: "token_used" } });
  });
});

describe("expiry", () => {
  test("comes by itself when the time is up, and frees the address", async () => {
    const mock = createMock({ clock: "virtual" });
    const { id } = (await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger })).body;
    await mock.clock.advance("7d");
    const ada = await atAcme(mock, "ada");

    expect(mock.events.find(({ type }) => type === "invitation.expired")).toMatchObject({
      occurredAt: "2030-01-08T00:00:00.000Z",
      actor: { type: "system" },
      data: { id, status: "expired" },
    });
    expect((await ada.get(`/v1/invitations/${id}`)).body).toMatchObject({ status: "expired", expiresInSeconds: 0 });
    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 410,
      body: { code: "invitation_expired" },
    });
    expect((await ada.post("/v1/invitations", { email: stranger })).status).toBe(201);
  });

  test("does not come for one that was accepted", async () => {
    const mock = createMock({ clock: "virtual" });
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });
    await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) });

    await mock.clock.advance("8d");

    expect(eventTypes(mock)).not.toContain("invitation.expired");
  });

  test("is made up for by cleanupInvitations where no timer was, in the organization of the call or everywhere", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const ids = [
      (await ada.post("/v1/invitations", { email: stranger })).body.id,
      (await (await signedIn(mock, "olga", { organization: orgId(mock, "globex") })).post("/v1/invitations", { email: stranger })).body.id,
    ] as string[];
    // As if a host had been switched off while they fell due.
    await internalsOf(mock).hosted.world.transact({ operationId: "test", requestId: "", actor: null }, (tx) => {
      for (const id of ids) tx.invitations.update(id, { expiresAt: "2029-12-31T00:00:00.000Z" });
      return ok();
    });
    const since = mock.events.length;

    expect((await ada.post("/v1/invitations/cleanup")).body).toEqual({ expired: 1 });
    expect((await asEnvironment(mock).post("/v1/invitations/cleanup")).body).toEqual({ expired: 1 });
    expect((await asEnvironment(mock).post("/v1/invitations/cleanup")).body).toEqual({ expired: 0 });
    expect(eventTypes(mock, since)).toEqual(["invitation.expired", "invitation.expired"]);
    expect(await (await atAcme(mock, "grace")).post("/v1/invitations/cleanup")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});

describe("listMyInvitations", () => {
  test("shows the pending ones to the caller's address, newest first", async () => {
    const mock = createMock({ clock: "virtual" });
    const olga = await signedIn(mock, "olga");
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: "olga@globex.test", message: "Come over." });
    await mock.clock.advance("1m");
    const other = (await (await signedIn(mock, "bob")).post("/v1/organizations", { name: "Bobs" })).body;
    await (await signedIn(mock, "bob")).post(`/v1/organizations/${other.id}/invite`, { email: "olga@globex.test", expiresInSeconds: 3600 });

    const mine = await olga.get("/v1/users/me/invitations");
    const soonest = await olga.get("/v1/users/me/invitations?sort=expiresAt");

    expect(mine.body.data).toMatchObject([{ organizationName: "Bobs" }, { organizationName: "Acme", message: "Come over." }]);
    expect(soonest.body.data[0].organizationName).toBe("Bobs");
    expect(JSON.stringify(mine.body)).not.toContain("it_");
    expect((await (await signedIn(mock, "grace")).get("/v1/users/me/invitations")).body.data).toEqual([]);
  });
});

test("whatever is done with invitations, an address has at most one pending per organization and joins only once", async () => {
  const addresses = ["p@newcomer.test", "q@newcomer.test"] as const;
  const step = fc.record({
    act: fc.constantFrom("invite", "resend", "revoke", "accept", "decline", "wait"),
    address: fc.constantFrom(...addresses),
    inviter: fc.constantFrom("ada", "environment"),
  });
  const mock = createMock({ clock: "virtual" });
  await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
  await atAcme(mock, "ada");
  const start = mock.snapshot();

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await mock.restore(start);
      const members = new Set<string>();
      for (const { act, address, inviter } of steps) {
        const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
        const caller = inviter === "environment" ? environment : await atAcme(mock, "ada");
        const open = (await environment.get(`/v1/invitations?status=pending&q=${address}`)).body.data as { id: string }[];
        const mail = mock.mailbox.latest({ to: address, kind: "invitation" });
        if (act === "wait") await mock.clock.advance("4d");
        else if (act === "invite")
          expect((await caller.post("/v1/invitations", { email: address })).status).toBe(members.has(address) || open.length > 0 ? 409 : 201);
        else if (act === "resend" || act === "revoke") {
          if (open[0])
            expect(
              (await (act === "resend" ? caller.post(`/v1/invitations/${open[0].id}/resend`) : caller.delete(`/v1/invitations/${open[0].id}`))).status,
            ).toBe(act === "resend" ? 202 : 204);
        } else if (mail) {
          const answer = await api(mock).post(`/v1/invitations/${act}`, { token: mail.token });
          expect(answer.status < 300).toBe(open.length > 0);
          if (act === "accept" && answer.status === 200) {
            expect(members.has(address)).toBe(false);
            members.add(address);
          }
        }
        const pending = (await environment.get("/v1/invitations?status=pending")).body.data as { email: string }[];
        expect(new Set(pending.map(({ email }) => email)).size).toBe(pending.length);
        const stats = (await environment.get(`/v1/organizations/${orgId(mock, "acme")}/stats`)).body;
        expect(stats.members.total).toBe(4 + members.size);
        expect(stats.invitations.accepted).toBe(members.size);
        expect(stats.invitations.pending).toBe(pending.length);
      }
    }),
    { numRuns: 30 },
  );
}, 60_000);
