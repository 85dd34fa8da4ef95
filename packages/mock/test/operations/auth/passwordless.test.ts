import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes } from "../../api.ts";
import { postFrom, signInFrom } from "../../from-address.ts";

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

  test("is good for a quarter of an hour, and the three newest only", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const tokens: string[] = [];
    for (let count = 0; count < 4; count++) {
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

  test("catalogue 44: strangers use up the tries of nobody who asked for the code, or was there before", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const email = "ada@acme.test";
    const laptop = { "plinto-device": "laptop-of-ada-0001" };
    const verify = async (address: string, code: string, headers = {}): Promise<string> => {
      const { body } = await postFrom(mock, address, "/v1/auth/otp/verify", { email, code }, headers);
      const { code: refused, status } = JSON.parse(body!) as { code?: string; status?: string };
      return refused ?? status!;
    };
    const send = async (address: string, headers = {}): Promise<{ code: string; wrong: string }> => {
      await postFrom(mock, address, "/v1/auth/otp", { email }, headers);
      const { code } = mock.mailbox.latest({ to: email, kind: "otp" })!;
      return { code: code!, wrong: code === "000000" ? "111111" : "000000" };
    };
    const strangersTry = async (wrong: string): Promise<void> => {
      for (let count = 0; count < 6; count++) {
        await verify(`203.0.113.${count}`, wrong);
        await verify("203.0.113.99", wrong, { "plinto-device": `device-of-eve-000${count}` });
      }
      expect(await verify("203.0.113.5", wrong)).toBe("too_many_attempts");
    };

    // Asked from her address; then from her device, wherever it is by now.
    const first = await send("198.51.100.1");
    await strangersTry(first.wrong);
    expect(await verify("198.51.100.1", first.code)).toBe("complete");
    // Ten wrong ones within a quarter of an hour are another matter.
    await mock.clock.advance("15m");
    const second = await send("192.0.2.1", laptop);
    await strangersTry(second.wrong);
    expect(await verify("192.0.2.2", second.code, laptop)).toBe("complete");

    // Asked by a stranger: she is known where she signed in before, and has five tries there. Who shares her address sees none of them.
    await mock.clock.advance("15m");
    const third = await send("203.0.113.99");
    await strangersTry(third.wrong);
    for (let count = 0; count < 5; count++) expect(await verify("198.51.100.1", third.wrong)).toBe("too_many_attempts");
    expect(await verify("198.51.100.1", third.code)).toBe("too_many_attempts");
    expect(await verify("192.0.2.3", third.code, laptop)).toBe("complete");
    await mock.clock.advance("15m");
    const fourth = await send("203.0.113.99");
    await strangersTry(fourth.wrong);
    for (let count = 0; count < 4; count++) expect(await verify("198.51.100.1", fourth.wrong)).toBe("too_many_attempts");
    expect(await verify("198.51.100.1", fourth.code)).toBe("complete");
  });

  test("catalogue 44: five tries are all that anybody has from one place, whatever the device is called", async () => {
    const mock = createMock({ seed });
    await postFrom(mock, "203.0.113.9", "/v1/auth/otp", { email: "ada@acme.test" });
    const { code } = mock.mailbox.latest({ kind: "otp" })!;
    const wrong = code === "000000" ? "111111" : "000000";
    const codes: string[] = [];
    for (let count = 0; count < 12; count++) {
      const headers = { "plinto-device": `device-of-eve-00${count + 10}` };
      const { body } = await postFrom(mock, "203.0.113.9", "/v1/auth/otp/verify", { email: "ada@acme.test", code: wrong }, headers);
      codes.push((JSON.parse(body!) as { code: string }).code);
    }
    expect(codes.filter((answer) => answer === "otp_invalid")).toHaveLength(5);
  });

  test("catalogue 43: sending and trying answer the same whoever has the address, from a known place too", async () => {
    const mock = createMock({ seed });
    await signInFrom(mock, "198.51.100.1", { email: "ada@acme.test", password: "plinto-demo" });
    const told = async (email: string, path: string, body: object): Promise<unknown> => {
      const reply = await postFrom(mock, "198.51.100.1", path, { email, ...body });
      const { requestId: _, ...rest } = JSON.parse(reply.body ?? "{}") as { requestId?: string };
      return [reply.status, rest, Object.keys(reply.headers).toSorted()];
    };
    for (const [path, body] of [
      ["/v1/auth/otp", {}],
      ["/v1/auth/otp/verify", { code: "000000" }],
      ["/v1/auth/magic-link", {}],
      ["/v1/auth/password/forgot", {}],
      ["/v1/auth/email/resend", {}],
      ["/v1/auth/discover", {}],
      ["/v1/auth/sign-in", { password: "not the password" }],
    ] as const)
      expect([path, await told("ada@acme.test", path, body)]).toEqual([path, await told("nobody@acme.test", path, body)]);
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
  test("sends a new one beside the one before, and nothing to who does not wait for it", async () => {
    const mock = createMock({ seed });
    await api(mock).post("/v1/auth/email/resend", { email: "bob@acme.test" });
    const first = mock.mailbox.latest()!;
    await api(mock).post("/v1/auth/email/resend", { email: "bob@acme.test" });
    expect(mock.mailbox.latest()!.token).not.toBe(first.token);
    expect((await api(mock).post("/v1/auth/email/verify", { token: first.token })).status).toBe(200);
    const sent = mock.mailbox.messages.length;
    for (const email of ["ada@acme.test", "bob@acme.test", "nobody@acme.test"])
      expect((await api(mock).post("/v1/auth/email/resend", { email })).status).toBe(202);
    expect(mock.mailbox.messages.length).toBe(sent);
  });
});
