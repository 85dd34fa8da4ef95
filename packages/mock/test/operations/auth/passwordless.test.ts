import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes } from "../../api.ts";

const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test", emailVerified: false } },
  organizations: { acme: { owner: "ada", members: { bob: "member" } }, globex: { owner: "ada" } },
});

describe("a sign-in link", () => {
  test("signs in once, to the organization that was asked for, and verifies the address", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const sent = await api(mock).post("/v1/auth/magic-link", {
      email: "BOB@acme.test",
      organizationId: mock.seed.organizations.acme.id,
      redirectUrl: "http://127.0.0.1:3000/in",
    });
    expect([sent.status, sent.body]).toEqual([202, undefined]);
    const mail = mock.mailbox.latest({ to: "bob@acme.test", kind: "magic_link" })!;
    expect(mail.link).toBe(`http://127.0.0.1:3000/in#token=${mail.token}`);
    const before = mock.events.length;
    const done = await api(mock).post("/v1/auth/magic-link/verify", { token: mail.token });
    expect(done.body).toMatchObject({
      status: "complete",
      user: { emailVerified: true },
      session: { organizationId: mock.seed.organizations.acme.id, organizationRole: "member", authenticationMethods: ["email"] },
    });
    expect(eventTypes(mock, before)).toEqual(["auth.password_changed", "auth.email_verified", "user.updated", "auth.sign_in_succeeded", "session.created"]);
    const again = await api(mock).post("/v1/auth/magic-link/verify", { token: mail.token });
    expect([again.status, again.body.code]).toEqual([410, "token_used"]);
    expect(mock.events.at(-1)).toMatchObject({ type: "auth.sign_in_failed", data: { userId: null, method: "magic_link" } });
  });

  test("tells of the verified address once, however often it is proved", async () => {
    const mock = createMock({ seed });
    for (const proofs of [1, 2]) {
      await api(mock).post("/v1/auth/magic-link", { email: "bob@acme.test" });
      expect((await api(mock).post("/v1/auth/magic-link/verify", { token: mock.mailbox.latest()!.token })).body.status).toBe("complete");
      expect(eventTypes(mock).filter((type) => type === "auth.sign_in_succeeded")).toHaveLength(proofs);
    }
    expect(eventTypes(mock).filter((type) => type === "auth.email_verified" || type === "user.updated")).toHaveLength(2);
  });

  test("answers the same for an address that nobody has and sends nothing", async () => {
    const mock = createMock({ seed });
    const unknown = await api(mock).post("/v1/auth/magic-link", { email: "nobody@acme.test" });
    expect([unknown.status, unknown.body, mock.mailbox.messages, mock.events]).toEqual([202, undefined, [], []]);
  });

  test("is good for a quarter of an hour, and the newest only", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const tokens: string[] = [];
    for (let count = 0; count < 2; count++) {
      await api(mock).post("/v1/auth/magic-link", { email: "ada@acme.test" });
      tokens.push(mock.mailbox.latest()!.token!);
    }
    expect((await api(mock).post("/v1/auth/magic-link/verify", { token: tokens[0] })).body.code).toBe("token_invalid");
    await mock.clock.advance("15m");
    const late = await api(mock).post("/v1/auth/magic-link/verify", { token: tokens[1] });
    expect([late.status, late.body.code]).toEqual([410, "token_expired"]);
  });

  test("stays good when the organization refuses, and is refused to banned people", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    await api(mock).post("/v1/auth/magic-link", { email: "bob@acme.test", organizationId: mock.seed.organizations.globex.id });
    const { token } = mock.mailbox.latest()!;
    expect((await api(mock).post("/v1/auth/magic-link/verify", { token })).body.code).toBe("not_found");
    await asEnvironment(mock).post(`/v1/users/${mock.seed.users.bob.id}/ban`);
    expect((await api(mock).post("/v1/auth/magic-link/verify", { token })).body.code).toBe("user_banned");
  });

  test("is refused where links are off, and leads nowhere unknown", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    expect((await api(mock).post("/v1/auth/magic-link", { email: "ada@acme.test", redirectUrl: "https://evil.test/" })).body.code).toBe(
      "redirect_uri_not_allowed",
    );
    expect((await api(mock).post("/v1/auth/magic-link", { email: "ada@acme.test", redirectUrl: "http://localhost.evil.test/" })).body.code).toBe(
      "redirect_uri_not_allowed",
    );
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { magicLink: false } });
    expect((await api(mock).post("/v1/auth/magic-link", { email: "ada@acme.test" })).body.code).toBe("auth_method_disabled");
    expect((await api(mock).post("/v1/auth/magic-link/verify", { token: "ml_x" })).body.code).toBe("auth_method_disabled");
  });
});

describe("a sign-in code", () => {
  test("signs in once and verifies the address", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    expect((await api(mock).post("/v1/auth/otp", { email: "bob@acme.test" })).status).toBe(202);
    expect(eventTypes(mock)).toEqual(["auth.otp_sent", "email.queued", "email.sent", "email.delivered"]);
    const { code, link } = mock.mailbox.latest({ kind: "otp" })!;
    expect([code!.length, link]).toEqual([6, undefined]);
    const done = await api(mock).post("/v1/auth/otp/verify", { email: "bob@acme.test", code });
    expect(done.body).toMatchObject({ status: "complete", session: { authenticationMethods: ["otp"] }, user: { emailVerified: true } });
    expect((await api(mock).post("/v1/auth/otp/verify", { email: "bob@acme.test", code })).body.code).toBe("otp_invalid");
  });

  test("answers a wrong code the same whether somebody has the address or not, up to the last attempt", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const answers = async (email: string, wrong: string) => {
      await api(mock).post("/v1/auth/otp", { email });
      const given: unknown[] = [];
      for (let count = 0; count < 7; count++) {
        const { status, body } = await api(mock).post("/v1/auth/otp/verify", { email, code: wrong });
        given.push([status, body.code]);
      }
      await mock.clock.advance("10m");
      const { status, body } = await api(mock).post("/v1/auth/otp/verify", { email, code: wrong });
      return [...given, [status, body.code]];
    };
    const known = await answers("ada@acme.test", "000000");
    expect(known.at(0)).toEqual([401, "otp_invalid"]);
    expect(known.at(6)).toEqual([429, "too_many_attempts"]);
    expect(known.at(7)).toEqual([410, "otp_expired"]);
    expect(await answers("nobody@acme.test", "000000")).toEqual(known);
  });

  test("is refused where codes are off, and to banned people", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    await api(mock).post("/v1/auth/otp", { email: "bob@acme.test" });
    const { code } = mock.mailbox.latest()!;
    await asEnvironment(mock).post(`/v1/users/${mock.seed.users.bob.id}/ban`);
    expect((await api(mock).post("/v1/auth/otp/verify", { email: "bob@acme.test", code })).body.code).toBe("user_banned");
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { otp: false } });
    expect((await api(mock).post("/v1/auth/otp", { email: "ada@acme.test" })).body.code).toBe("auth_method_disabled");
    expect((await api(mock).post("/v1/auth/otp/verify", { email: "ada@acme.test", code })).body.code).toBe("auth_method_disabled");
  });
});

describe("verifyEmail", () => {
  test("proves the address once and signs nobody in", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    expect((await api(mock).post("/v1/auth/email/resend", { email: "bob@acme.test" })).status).toBe(202);
    const { token } = mock.mailbox.latest({ kind: "email_verification" })!;
    const before = mock.events.length;
    const verified = await api(mock).post("/v1/auth/email/verify", { token });
    expect(verified.body).toEqual({ email: "bob@acme.test", verifiedAt: "2030-01-01T00:00:00.000Z" });
    expect(eventTypes(mock, before)).toEqual(["auth.email_verified", "user.updated"]);
    expect((await api(mock).post("/v1/auth/email/verify", { token })).body.code).toBe("token_used");
    expect((await api(mock).post("/v1/auth/email/verify", { token: "ev_none" })).body.code).toBe("token_invalid");
  });

  test("is good for a day", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await api(mock).post("/v1/auth/email/resend", { email: "bob@acme.test" });
    const { token } = mock.mailbox.latest()!;
    await mock.clock.advance("24h");
    const late = await api(mock).post("/v1/auth/email/verify", { token });
    expect([late.status, late.body.code]).toEqual([410, "token_expired"]);
  });
});

describe("resendVerification", () => {
  test("sends a new one that ends the one before, and nothing to who does not wait for it", async () => {
    const mock = createMock({ seed });
    await api(mock).post("/v1/auth/email/resend", { email: "bob@acme.test" });
    const first = mock.mailbox.latest()!;
    await api(mock).post("/v1/auth/email/resend", { email: "bob@acme.test" });
    expect((await api(mock).post("/v1/auth/email/verify", { token: first.token })).body.code).toBe("token_invalid");
    const sent = mock.mailbox.messages.length;
    for (const email of ["ada@acme.test", "nobody@acme.test"]) expect((await api(mock).post("/v1/auth/email/resend", { email })).status).toBe(202);
    expect(mock.mailbox.messages.length).toBe(sent);
  });
});
