import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn } from "../../api.ts";
import { signInFrom } from "../../from-address.ts";

const password = "plinto-demo";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

describe("signIn", () => {
  test("begins a session whose tokens work, tells whose it is and emits what happened", async () => {
    const mock = createMock({ clock: "virtual" });
    const answer = await api(mock).post(
      "/v1/auth/sign-in",
      { email: "ADA@acme.test", password },
      { "user-agent": firefox, "plinto-device": "a-device-of-ada-1" },
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: "complete",
      session: {
        userId: mock.seed.users.ada.id,
        organizationId: null,
        authenticationMethods: ["pwd"],
        userAgent: firefox,
        expiresInSeconds: 300,
        status: "active",
      },
      user: { id: mock.seed.users.ada.id, email: "ada@acme.test", hasPassword: true, lastSignInAt: "2030-01-01T00:00:00.000Z" },
    });
    expect(answer.body.session.refreshToken).toMatch(/^rt_[0-9A-Za-z]{58}$/);
    const me = await api(mock, { as: answer.body.session.accessToken }).get("/v1/auth/session");
    expect(me.body).toMatchObject({ id: answer.body.session.id, current: true });
    expect(eventTypes(mock)).toEqual(["auth.sign_in_succeeded", "session.created", "device.registered"]);
  });

  test("stands in the organization that was asked for, with the role in token and session", async () => {
    const mock = createMock();
    const answer = await api(mock).post("/v1/auth/sign-in", { email: "grace@acme.test", password, organizationId: await acme(mock) });
    expect(answer.body.session).toMatchObject({ organizationId: mock.seed.organizations.acme.id, organizationRole: "admin" });
    expect(claimsOf(answer.body.session.accessToken)).toMatchObject({
      org_id: mock.seed.organizations.acme.id,
      org_role: "admin",
      sid: answer.body.session.id,
      amr: ["pwd"],
    });
  });

  test("answers an unknown address and a wrong password the same, and records both", async () => {
    const mock = createMock();
    const unknown = await api(mock).post("/v1/auth/sign-in", { email: "nobody@acme.test", password });
    const wrong = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "not-it" });
    expect([unknown.status, unknown.body.code, unknown.body.detail]).toEqual([401, "invalid_credentials", "Check both and try again."]);
    expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([unknown.status, unknown.body.code, unknown.body.detail]);
    expect(mock.events.map((event) => [event.type, event.data["userId"]])).toEqual([
      ["auth.sign_in_failed", null],
      ["auth.sign_in_failed", mock.seed.users.ada.id],
    ]);
  });

  test("refuses an organization that the person is not in, that suspended her, or that is suspended", async () => {
    const mock = createMock();
    await mock.ready();
    const owner = await signedIn(mock, "ada");
    const { acme: own, globex } = mock.seed.organizations;
    const foreign = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password, organizationId: globex.id });
    expect([foreign.status, foreign.body.code]).toEqual([404, "not_found"]);
    expect((await owner.post(`/v1/organizations/${own.id}/members/${mock.seed.users.bob.id}/suspend`)).status).toBe(200);
    const suspended = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password, organizationId: own.id });
    expect([suspended.status, suspended.body.code]).toEqual([403, "member_suspended"]);
    // The shared user still gets into the other organization.
    expect((await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password, organizationId: globex.id })).status).toBe(200);
    expect((await owner.delete(`/v1/organizations/${own.id}`)).status).toBe(202);
    const closed = await api(mock).post("/v1/auth/sign-in", { email: "vera@acme.test", password, organizationId: own.id });
    expect([closed.status, closed.body.code]).toEqual([403, "organization_suspended"]);
  });

  test("tells a banned user so only after the right password, and the audit log of both tries", async () => {
    const mock = createMock();
    await mock.ready();
    expect((await asEnvironment(mock).post(`/v1/users/${mock.seed.users.vera.id}/ban`, { reason: "spam" })).status).toBe(200);
    expect((await api(mock).post("/v1/auth/sign-in", { email: "vera@acme.test", password: "wrong-one" })).body.code).toBe("invalid_credentials");
    const right = await api(mock).post("/v1/auth/sign-in", { email: "vera@acme.test", password });
    expect([right.status, right.body.code]).toEqual([403, "user_banned"]);
    expect(eventTypes(mock).slice(-2)).toEqual(["auth.sign_in_failed", "auth.sign_in_failed"]);
  });

  test("is refused where the environment switched passwords off", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { password: false } });
    const answer = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password });
    expect([answer.status, answer.body.code]).toEqual([403, "auth_method_disabled"]);
  });

  test("gives one session to a call that is repeated with its idempotency key, and none when that has ended", async () => {
    const mock = createMock({ clock: "virtual" });
    const key = { "idempotency-key": "sign-in-1" };
    const first = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, key);
    const again = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body.session).toMatchObject({ id: first.body.session.id, refreshToken: first.body.session.refreshToken });
    await api(mock, { as: first.body.session.accessToken }).post("/v1/auth/sign-out");
    const ended = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, key);
    expect([ended.status, ended.body.code]).toEqual([401, "invalid_credentials"]);
  });

  test("does not show tokens again to a call that is repeated after a quarter of an hour", async () => {
    const mock = createMock({ clock: "virtual" });
    const key = { "idempotency-key": "sign-in-2" };
    await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, key);
    await mock.clock.advance("16m");
    const late = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, key);
    expect([late.status, late.body.detail]).toEqual([401, "The tokens of this call were shown too long ago to be shown again."]);
  });

  test("refuses a device value that is none", async () => {
    const mock = createMock();
    const answer = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password }, { "plinto-device": "short" });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, "/header/Plinto-Device"]);
  });

  for (const [kind, hash] of [
    ["bcrypt", "$2b$04$abcdefghijklmnopqrstuu"],
    ["scrypt", "$scrypt$ln=4,r=8,p=1$c29tZXNhbHQ$"],
    ["argon2id", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$"],
  ] as const) {
    test(`takes the ${kind} hash of another system and replaces it at the first sign-in`, async () => {
      const mock = createMock();
      await mock.ready();
      const imported = await asEnvironment(mock).post("/v1/users/import", {
        users: [{ email: "old@acme.test", emailVerified: true, passwordHash: { algorithm: kind, hash: await importedHash(kind, hash, "the old password") } }],
      });
      expect(imported.body).toMatchObject({ created: 1, failed: 0 });
      expect((await api(mock).post("/v1/auth/sign-in", { email: "old@acme.test", password: "not the old one" })).body.code).toBe("invalid_credentials");
      expect((await api(mock).post("/v1/auth/sign-in", { email: "old@acme.test", password: "the old password" })).body.status).toBe("complete");
      expect((await api(mock).post("/v1/auth/sign-in", { email: "old@acme.test", password: "the old password" })).body.status).toBe("complete");
      const { internalsOf } = await import("../../../src/mock.ts");
      expect(internalsOf(mock).hosted.world.read.users.find("email", "old@acme.test")!.passwordHash).toMatch(/^\$plinto-test\$/);
    });
  }
});

describe("the lock after failures", () => {
  const wrong = { email: "ada@acme.test", password: "wrong-password" };

  test("closes the account for a while, tells when to try again, and ends by itself", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 3, lockoutSeconds: 60 } });
    for (let count = 0; count < 3; count++) expect((await api(mock).post("/v1/auth/sign-in", wrong)).body.code).toBe("invalid_credentials");
    const locked = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password });
    expect([locked.status, locked.body.code, locked.headers.get("retry-after")]).toEqual([423, "account_locked", "60"]);
    expect(eventTypes(mock).filter((type) => type === "user.locked")).toHaveLength(1);
    expect((await asEnvironment(mock).get(`/v1/users/${mock.seed.users.ada.id}`)).body).toMatchObject({
      status: "locked",
      lockExpiresAt: "2030-01-01T00:01:00.000Z",
    });
    await mock.clock.advance("60s");
    const open = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password });
    expect(open.body).toMatchObject({ status: "complete", user: { status: "active", lockExpiresAt: null } });
  });

  test("is the same for an address that nobody has", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 2 } });
    const answers = async (email: string) => {
      const codes: string[] = [];
      for (let count = 0; count < 4; count++) codes.push((await api(mock).post("/v1/auth/sign-in", { email, password: "wrong-password" })).body.code);
      return codes;
    };
    expect(await answers("nobody@acme.test")).toEqual(await answers("ada@acme.test"));
  });

  test("an attacker at another address locks that address and not the person", async () => {
    const mock = createMock();
    await mock.ready();
    for (let count = 0; count < 10; count++) await signInFrom(mock, "203.0.113.9", wrong);
    expect((await signInFrom(mock, "203.0.113.9", { email: "ada@acme.test", password })).code).toBe("account_locked");
    expect((await signInFrom(mock, "198.51.100.1", { email: "ada@acme.test", password })).status).toBe("complete");
    expect((await signInFrom(mock, "203.0.113.9", { email: "ada@acme.test", password })).code).toBe("account_locked");
  });

  test("very many failures from many addresses lock everywhere", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 2 } });
    for (let count = 0; count < 20; count++) await signInFrom(mock, `203.0.113.${count}`, wrong);
    expect((await signInFrom(mock, "198.51.100.1", { email: "ada@acme.test", password })).code).toBe("account_locked");
  });

  test("a success in between starts the count anew", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 2 } });
    for (let count = 0; count < 30; count++) {
      expect((await api(mock).post("/v1/auth/sign-in", wrong)).body.code).toBe("invalid_credentials");
      expect((await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password })).body.status).toBe("complete");
    }
  });

  test("ends when an administrator unlocks the person", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 1 } });
    await api(mock).post("/v1/auth/sign-in", wrong);
    expect((await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password })).body.code).toBe("account_locked");
    expect((await asEnvironment(mock).post(`/v1/users/${mock.seed.users.ada.id}/unlock`)).body.status).toBe("active");
    expect((await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password })).body.status).toBe("complete");
  });
});

describe("continueSignIn", () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test" }, new: { email: "new@acme.test", emailVerified: false } },
    organizations: { acme: { owner: "ada", members: { new: "member" } }, beta: { owner: "ada" } },
  });

  test("verifies the address by the code that was sent, and completes", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password });
    expect(begun.body).toMatchObject({
      status: "email_verification_required",
      email: "new@acme.test",
      expiresInSeconds: 600,
      expiresAt: "2030-01-01T00:10:00.000Z",
    });
    expect(eventTypes(mock)).toEqual(["auth.email_verification_sent", "email.queued", "email.sent", "email.delivered"]);
    const pending = api(mock, { as: begun.body.pendingToken });
    expect((await pending.post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe("email_unverified");
    const { code } = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "email_verification" });
    const wrong = await pending.post("/v1/auth/continue", { step: "email_verification", code: code === "000000" ? "111111" : "000000" });
    expect([wrong.status, wrong.body.code]).toEqual([401, "otp_invalid"]);
    const before = mock.events.length;
    const done = await pending.post("/v1/auth/continue", { step: "email_verification", code });
    expect(done.body).toMatchObject({ status: "complete", user: { emailVerified: true }, session: { authenticationMethods: ["pwd", "otp"] } });
    expect(eventTypes(mock, before)).toEqual(["auth.email_verified", "user.updated", "auth.sign_in_succeeded", "session.created"]);
  });

  test("goes on when the address was verified by the link meanwhile", async () => {
    const mock = createMock({ seed });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password });
    const { token } = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "email_verification" });
    expect((await api(mock).post("/v1/auth/email/verify", { token })).status).toBe(200);
    const done = await api(mock, { as: begun.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification" });
    expect(done.body.status).toBe("complete");
  });

  test("lets choose an organization where one is required and there are several", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password });
    expect(begun.body).toMatchObject({
      status: "organization_required",
      organizations: [
        { slug: "acme", role: "owner" },
        { slug: "beta", role: "owner" },
      ],
    });
    const pending = api(mock, { as: begun.body.pendingToken });
    const again = await pending.post("/v1/auth/continue", { step: "email_verification" });
    expect(again.body.status).toBe("organization_required");
    const chosen = await api(mock, { as: again.body.pendingToken }).post("/v1/auth/continue", {
      step: "organization",
      organizationId: mock.seed.organizations.beta.id,
    });
    expect(chosen.body.session).toMatchObject({ organizationId: mock.seed.organizations.beta.id, organizationRole: "owner" });
  });

  test("chooses the only organization by itself, and none for somebody without", async () => {
    const mock = createMock({
      seed: { users: { ada: { email: "ada@acme.test" }, solo: { email: "solo@acme.test" } }, organizations: { acme: { owner: "ada" } } },
    });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    expect((await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password })).body.session.organizationRole).toBe("owner");
    expect((await api(mock).post("/v1/auth/sign-in", { email: "solo@acme.test", password })).body.session.organizationId).toBeNull();
  });

  test("takes a pending token once, answers its repetition, and refuses it elsewhere", async () => {
    const mock = createMock({ seed });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password });
    const { code } = await mock.mailbox.waitFor({ to: "new@acme.test", kind: "email_verification" });
    const pending = api(mock, { as: begun.body.pendingToken });
    const first = await pending.post("/v1/auth/continue", { step: "email_verification", code }, { "idempotency-key": "k" });
    const repeated = await pending.post("/v1/auth/continue", { step: "email_verification", code }, { "idempotency-key": "k" });
    expect(repeated.body.session.id).toBe(first.body.session.id);
    const second = await pending.post("/v1/auth/continue", { step: "email_verification", code });
    expect([second.status, second.body.code]).toEqual([401, "pending_token_invalid"]);
    expect((await pending.get("/v1/users/me")).body.code).toBe("permission_denied");
  });

  test("refuses pending tokens that are unknown, expired or older than a new password", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password });
    const forged = `${begun.body.pendingToken.slice(0, -1)}${begun.body.pendingToken.endsWith("A") ? "B" : "A"}`;
    expect((await api(mock, { as: forged }).post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe("pending_token_invalid");
    await api(mock).post("/v1/auth/password/forgot", { email: "new@acme.test" });
    const { token } = await mock.mailbox.waitFor({ kind: "password_reset" });
    expect((await api(mock).post("/v1/auth/password/reset", { token, password: "a new long one" })).status).toBe(200);
    // The reset verified the address: the sign-in with the old password must not complete by that.
    expect((await api(mock, { as: begun.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe(
      "pending_token_invalid",
    );
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const other = await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password });
    await mock.clock.advance("10m");
    expect((await api(mock, { as: other.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe(
      "pending_token_expired",
    );
  });

  test("ends a code after five wrong ones", async () => {
    const mock = createMock({ seed });
    const begun = await api(mock).post("/v1/auth/sign-in", { email: "new@acme.test", password });
    const { code } = await mock.mailbox.waitFor({ kind: "email_verification" });
    const pending = api(mock, { as: begun.body.pendingToken });
    for (let count = 0; count < 5; count++)
      await pending.post("/v1/auth/continue", { step: "email_verification", code: code === "000000" ? "111111" : "000000" });
    const spent = await pending.post("/v1/auth/continue", { step: "email_verification", code });
    expect([spent.status, spent.body.code]).toEqual([429, "too_many_attempts"]);
  });
});

describe("discoverAuthMethods", () => {
  test("answers the same for everybody, and whether the domain may sign up", async () => {
    const mock = createMock();
    await mock.ready();
    const known = await api(mock).post("/v1/auth/discover", { email: "ada@acme.test" });
    const oauthProviders = ["google", "github", "microsoft"];
    expect(known.body).toEqual({ methods: ["passkey", "oauth", "password", "magic_link", "otp"], oauthProviders, signUpEnabled: true });
    expect((await api(mock).post("/v1/auth/discover", { email: "nobody@acme.test" })).body).toEqual(known.body);
    const off = { google: { enabled: false }, github: { enabled: false }, microsoft: { enabled: false } };
    const signUp = { allowedDomains: ["acme.test"] };
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { otp: false, passkey: false }, oauthProviders: off, signUp });
    expect((await api(mock).post("/v1/auth/discover", { email: "x@other.test" })).body).toEqual({
      methods: ["password", "magic_link"],
      oauthProviders: [],
      signUpEnabled: false,
    });
  });
});

async function acme(mock: Mock): Promise<string> {
  await mock.ready();
  return (mock.seed.organizations as unknown as { acme: { id: string } }).acme.id;
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
}

async function importedHash(kind: string, prefix: string, text: string): Promise<string> {
  if (kind === "bcrypt") return (await import("bcryptjs")).default.hashSync(text, 4);
  const salt = Buffer.from("somesalt");
  const digest =
    kind === "scrypt"
      ? (await import("@noble/hashes/scrypt.js")).scrypt(text, salt, { N: 16, r: 8, p: 1, dkLen: 32 })
      : (await import("@noble/hashes/argon2.js")).argon2id(text, salt, { m: 64, t: 1, p: 1, version: 0x13, dkLen: 32 });
  return prefix + Buffer.from(digest).toString("base64").replaceAll("=", "");
}
