import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId } from "../../api.ts";
import { exchange, signInAt, start } from "../../at-provider.ts";
import { postFrom } from "../../from-address.ts";
import { register } from "../../passkey-calls.ts";

const email = "victim@x.test";
const theirs = "attacker pass 123";

const byLink = async (mock: Mock): Promise<string> => {
  await api(mock).post("/v1/auth/magic-link", { email });
  return (await api(mock).post("/v1/auth/magic-link/verify", { token: mock.mailbox.latest({ kind: "magic_link" })!.token })).body.status as string;
};
const byCode = async (mock: Mock): Promise<string> => {
  await api(mock).post("/v1/auth/otp", { email });
  return (await api(mock).post("/v1/auth/otp/verify", { email, code: mock.mailbox.latest({ kind: "otp" })!.code })).body.status as string;
};
const byReset = async (mock: Mock): Promise<string> => {
  await api(mock).post("/v1/auth/password/forgot", { email });
  await api(mock).post("/v1/auth/password/reset", { token: mock.mailbox.latest({ kind: "password_reset" })!.token, password: "brand new secret 7" });
  return (await api(mock).post("/v1/auth/sign-in", { email, password: "brand new secret 7" })).body.status as string;
};

// Somebody signed up with the address of another person and waited until she proved it: then his password was hers.
describe.each([
  ["a link", byLink],
  ["a code", byCode],
  ["a new password", byReset],
])("when the owner of an address comes by %s", (_way, prove) => {
  test("the password and the unfinished sign-in that somebody else had made for it are worth nothing", async () => {
    const mock = createMock();
    const { pendingToken } = (await api(mock).post("/v1/auth/sign-up", { email, password: theirs })).body;
    expect(await prove(mock)).toBe("complete");
    expect((await api(mock).post("/v1/auth/sign-in", { email, password: theirs })).body.code).toBe("invalid_credentials");
    const continued = await api(mock, { as: pendingToken }).post("/v1/auth/continue", { step: "email_verification" });
    expect([continued.status, continued.body.code]).toEqual([401, "pending_token_invalid"]);
  });

  test("the session that somebody else had opened for it ends, and so does the change to an address of his", async () => {
    const mock = createMock();
    await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
    const { accessToken, refreshToken } = (await api(mock).post("/v1/auth/sign-up", { email, password: theirs })).body.session;
    expect((await api(mock, { as: accessToken }).post("/v1/users/me/email", { email: "attacker@x.test" })).status).toBe(202);
    const { token } = mock.mailbox.latest({ to: "attacker@x.test", kind: "email_change" })!;

    expect(await prove(mock)).toBe("complete");
    expect((await api(mock, { as: accessToken }).get("/v1/users/me")).body.code).toBe("session_revoked");
    expect((await api(mock).post("/v1/auth/refresh", { refreshToken })).body.code).toBe("session_revoked");
    expect((await api(mock).post("/v1/users/me/email/confirm", { token })).body.code).toBe("token_invalid");
  });
});

test("who comes by a link to an address that was proved before keeps password and sessions", async () => {
  const mock = createMock();
  await api(mock).post("/v1/auth/sign-up", { email, password: theirs });
  await byLink(mock);
  await asEnvironment(mock).post("/v1/auth/password/forgot", { email });
  await byReset(mock);
  const { accessToken } = (await api(mock).post("/v1/auth/sign-in", { email, password: "brand new secret 7" })).body.session;
  const before = mock.events.length;
  await byLink(mock);
  expect(eventTypes(mock, before)).not.toContain("auth.password_changed");
  expect((await api(mock, { as: accessToken }).get("/v1/users/me")).status).toBe(200);
  expect((await api(mock).post("/v1/auth/sign-in", { email, password: "brand new secret 7" })).body.status).toBe("complete");
});

test("the sign-up of whoever follows its own link or types its own code keeps its password", async () => {
  for (const proof of ["link", "code"]) {
    const mock = createMock();
    const { pendingToken } = (await api(mock).post("/v1/auth/sign-up", { email, password: theirs })).body;
    const mail = mock.mailbox.latest({ kind: "email_verification" })!;
    if (proof === "link") await api(mock).post("/v1/auth/email/verify", { token: mail.token });
    const continued = await api(mock, { as: pendingToken }).post("/v1/auth/continue", {
      step: "email_verification",
      ...(proof === "code" ? { code: mail.code } : {}),
    });
    expect(continued.body.status).toBe("complete");
    expect((await api(mock).post("/v1/auth/sign-in", { email, password: theirs })).body.status).toBe("complete");
  }
});

test("an invitation to an address that somebody else has signed up with opens nothing to him", async () => {
  const mock = createMock();
  await mock.ready();
  const { pendingToken } = (await api(mock).post("/v1/auth/sign-up", { email, password: theirs })).body;
  await asEnvironment(mock).post("/v1/invitations", { email }, { "plinto-organization": orgId(mock, "acme") });
  const { token } = mock.mailbox.latest({ kind: "invitation" })!;
  expect((await api(mock).post("/v1/invitations/accept", { token })).body.status).toBe("sign_in_required");
  const continued = await api(mock, { as: pendingToken }).post("/v1/auth/continue", { step: "email_verification" });
  expect(continued.body.code).toBe("email_unverified");

  await api(mock).post("/v1/auth/magic-link", { email });
  const { accessToken } = (await api(mock).post("/v1/auth/magic-link/verify", { token: mock.mailbox.latest({ kind: "magic_link" })!.token })).body.session;
  expect((await api(mock, { as: accessToken }).post("/v1/invitations/accept", { token })).body.status).toBe("accepted");
  expect((await api(mock).post("/v1/auth/sign-in", { email, password: theirs })).body.code).toBe("invalid_credentials");
  expect((await api(mock, { as: pendingToken }).post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe("pending_token_invalid");
});

test("whoever vouches for an address vouches for the account as it is, its password included", async () => {
  const mock = createMock();
  await api(mock).post("/v1/auth/sign-up", { email, password: theirs });
  const [{ id }] = (await asEnvironment(mock).get(`/v1/users?email=${encodeURIComponent(email)}`)).body.data;
  expect((await asEnvironment(mock).patch(`/v1/users/${id}`, { emailVerified: true })).body.emailVerified).toBe(true);
  expect((await api(mock).post("/v1/auth/sign-in", { email, password: theirs })).body.status).toBe("complete");
});

test("the sign-in that proves an address first tells what it ended", async () => {
  const mock = createMock();
  await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
  await api(mock).post("/v1/auth/sign-up", { email, password: theirs });
  await api(mock).post("/v1/auth/otp", { email });
  const before = mock.events.length;
  await api(mock).post("/v1/auth/otp/verify", { email, code: mock.mailbox.latest({ kind: "otp" })!.code });
  expect(eventTypes(mock, before)).toEqual([
    "auth.password_changed",
    "session.revoked",
    "auth.email_verified",
    "user.updated",
    "auth.sign_in_succeeded",
    "session.created",
  ]);
});

describe("catalogue 46: a link that is followed in another place than where somebody signed in with the account", () => {
  const stranger = { "plinto-device": "laptop-of-mallory-1" };
  const owner = { "plinto-device": "phone-of-the-owner-1" };

  /** Signs in at GitHub with an address that GitHub does not vouch for, on a device. */
  const byGitHub = async (mock: Mock, headers = {}) =>
    exchange(mock, await signInAt(mock, await start(mock, "github"), { email, unverified: true }), {}, headers);

  // The stranger's account at GitHub opened the account that its owner had just verified.
  test("gives the account to who follows it: the other's account at a provider and unfinished sign-in are worth nothing", async () => {
    const mock = createMock();
    await mock.ready();
    const { pendingToken } = (await byGitHub(mock, stranger)).body;
    const { token } = mock.mailbox.latest({ to: email })!;
    const before = mock.events.length;
    expect((await api(mock).post("/v1/auth/email/verify", { token }, owner)).status).toBe(200);
    expect(eventTypes(mock, before)).toEqual(["identity.unlinked", "auth.email_verified", "user.updated"]);
    expect((await api(mock, { as: pendingToken }).post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe("pending_token_invalid");
    expect((await byGitHub(mock, stranger)).body.code).toBe("account_link_required");
  });

  test("and so it does when the owner has the mail sent again, or when nothing tells where it is followed", async () => {
    for (const headers of [owner, {}]) {
      const mock = createMock({ clock: "virtual" });
      await mock.ready();
      await byGitHub(mock, stranger);
      await mock.clock.advance("1m");
      await api(mock).post("/v1/auth/email/resend", { email }, headers);
      await api(mock).post("/v1/auth/email/verify", { token: mock.mailbox.latest({ to: email })!.token }, headers);
      expect((await byGitHub(mock, stranger)).body.code).toBe("account_link_required");
    }
  });

  test("ends a passkey that was made before, and the session that made it", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
    const { accessToken } = (await api(mock).post("/v1/auth/sign-up", { email, password: theirs }, stranger)).body.session;
    expect((await register(api(mock, { as: accessToken }), mock.passkeys.authenticator())).status).toBe(201);
    await api(mock).post("/v1/auth/email/resend", { email }, stranger);
    const before = mock.events.length;
    await api(mock).post("/v1/auth/email/verify", { token: mock.mailbox.latest({ to: email, kind: "email_verification" })!.token }, owner);
    expect(eventTypes(mock, before)).toEqual(["passkey.removed", "session.revoked", "auth.email_verified", "user.updated"]);
    expect((await api(mock, { as: accessToken }).get("/v1/users/me")).body.code).toBe("session_revoked");
  });

  test("is none when the device is the same, however it is sent, or the address where no device is named", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await byGitHub(mock, stranger);
    await mock.clock.advance("1m");
    await api(mock).post("/v1/auth/email/resend", { email });
    await api(mock).post("/v1/auth/email/verify", { token: mock.mailbox.latest({ to: email })!.token }, stranger);
    expect((await byGitHub(mock)).body.status).toBe("complete");

    const other = createMock();
    await other.ready();
    const back = await signInAt(other, await start(other, "github"), { email, unverified: true });
    const body = { ticket: back.searchParams.get("ticket")!, codeVerifier: "an-application-keeps-this-verifier-while-the-browser-is-away" };
    await postFrom(other, "192.0.2.1", "/v1/oauth/exchange", body);
    await postFrom(other, "192.0.2.1", "/v1/auth/email/verify", { token: other.mailbox.latest({ to: email })!.token! });
    expect((await byGitHub(other)).body.status).toBe("complete");
  });

  test("leaves an account with nothing but a password as it is: people sign up here and read their mail there", async () => {
    const mock = createMock();
    const { pendingToken } = (await api(mock).post("/v1/auth/sign-up", { email, password: theirs }, stranger)).body;
    await api(mock).post("/v1/auth/email/verify", { token: mock.mailbox.latest({ to: email })!.token }, owner);
    expect((await api(mock, { as: pendingToken }).post("/v1/auth/continue", { step: "email_verification" })).body.status).toBe("complete");
  });
});
