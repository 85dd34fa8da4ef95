import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn } from "../../api.ts";

const password = "correct horse battery";

describe("signUp", () => {
  test("makes an account that waits for its address, and completes with the code", async () => {
    const mock = createMock({ clock: "virtual" });
    const answer = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password, name: "New Person", publicMetadata: { plan: "trial" } });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ status: "email_verification_required", email: "new@acme.test" });
    expect(eventTypes(mock)).toEqual([
      "user.created",
      "auth.sign_up_succeeded",
      "auth.email_verification_sent",
      "email.queued",
      "email.sent",
      "email.delivered",
    ]);
    const mail = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "email_verification" });
    expect(mail.text).toContain("Hello New Person");
    expect(mail.link).toBe(`https://api.plinto.test/-#token=${mail.token}`);
    const done = await api(mock, { as: answer.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification", code: mail.code });
    expect(done.body).toMatchObject({
      status: "complete",
      user: { email: "new@acme.test", name: "New Person", publicMetadata: { plan: "trial" }, hasPassword: true },
    });
    expect((await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password })).body.status).toBe("complete");
  });

  test("signs in at once where no verification is asked for", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
    const before = mock.events.length;
    const answer = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password });
    expect(answer.body).toMatchObject({ status: "complete", user: { emailVerified: false } });
    expect(eventTypes(mock, before)).toEqual(["user.created", "auth.sign_up_succeeded", "auth.sign_in_succeeded", "session.created"]);
  });

  test("refuses an address that somebody has, in whatever case", async () => {
    const mock = createMock();
    const answer = await api(mock).post("/v1/auth/sign-up", { email: "ADA@acme.test", password });
    expect([answer.status, answer.body.code]).toEqual([409, "email_taken"]);
    expect(mock.events).toEqual([]);
  });

  test.each([
    ["short", "The password must be at least 8 characters long."],
    ["Password123", "The password is among the most used ones."],
    ["new@acme.test", "The password must not be the e-mail address."],
  ])("refuses the weak password %j and says why", async (weak, detail) => {
    const mock = createMock();
    const answer = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password: weak });
    expect([answer.status, answer.body.code, answer.body.detail, answer.body.errors[0].pointer]).toEqual([422, "weak_password", detail, "/password"]);
  });

  test("obeys who may sign up, but for people who are invited", async () => {
    const mock = createMock();
    await mock.ready();
    const environment = asEnvironment(mock);
    await environment.patch("/v1/environment", { signUp: { allowedDomains: ["globex.test"] } });
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password })).body.code).toBe("domain_not_allowed");
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@sub.globex.test", password })).body.code).toBe("domain_not_allowed");
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@GLOBEX.test", password })).status).toBe(201);
    await environment.patch("/v1/environment", { signUp: { enabled: false, allowedDomains: [] } });
    const closed = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password });
    expect([closed.status, closed.body.code]).toEqual([403, "sign_up_disabled"]);
    const invitationToken = await invite(mock, "new@acme.test");
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password, invitationToken })).status).toBe(201);
  });

  test("obeys which ways to sign in are on", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { password: false } });
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password })).body.code).toBe("auth_method_disabled");
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test" })).status).toBe(201);
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { password: true, magicLink: false, otp: false } });
    expect((await api(mock).post("/v1/auth/sign-up", { email: "other@acme.test" })).body.code).toBe("auth_method_disabled");
  });

  test("with an invitation joins its organization, stands in it and has a verified address", async () => {
    const mock = createMock();
    const invitationToken = await invite(mock, "new@acme.test");
    const before = mock.events.length;
    const answer = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password, invitationToken });
    expect(answer.body).toMatchObject({
      status: "complete",
      user: { emailVerified: true },
      session: { organizationId: mock.seed.organizations.acme.id, organizationRole: "viewer" },
    });
    expect(eventTypes(mock, before)).toEqual([
      "user.created",
      "auth.sign_up_succeeded",
      "invitation.accepted",
      "member.added",
      "auth.sign_in_succeeded",
      "session.created",
    ]);
    const again = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password, invitationToken });
    expect([again.status, again.body.code]).toEqual([410, "token_used"]);
  });

  test("leaves nobody behind when the invitation is not good", async () => {
    const mock = createMock();
    const invitationToken = await invite(mock, "new@acme.test");
    const mismatch = await api(mock).post("/v1/auth/sign-up", { email: "other@acme.test", password, invitationToken });
    expect([mismatch.status, mismatch.body.code]).toEqual([403, "email_mismatch"]);
    expect((await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password, invitationToken: "it_none" })).body.code).toBe("token_invalid");
    const admin = await asEnvironment(mock).patch(`/v1/organizations/${mock.seed.organizations.acme.id}/members/${mock.seed.users.grace.id}`, {
      role: "viewer",
    });
    expect(admin.status).toBe(200);
    const gone = await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password, invitationToken });
    expect([gone.status, gone.body.code]).toEqual([403, "inviter_not_allowed"]);
    expect((await asEnvironment(mock).get("/v1/users?q=new@acme.test")).body.data).toEqual([]);
  });
});

/** Grace, an admin of Acme, invites a viewer. The token of the mail. */
async function invite(mock: ReturnType<typeof createMock>, email: string): Promise<string> {
  await mock.ready();
  const { acme } = mock.seed.organizations as unknown as { acme: { id: string } };
  const grace = await signedIn(mock, "grace", { organization: acme.id });
  const created = await grace.post("/v1/invitations", { email, role: "viewer" });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  return (await mock.mailbox.waitFor({ to: email, kind: "invitation" })).token!;
}
