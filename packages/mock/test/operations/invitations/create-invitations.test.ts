import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn, userId, type Answer } from "../../api.ts";
import { stranger, atAcme } from "./acme-invitations.ts";

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
