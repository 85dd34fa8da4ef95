import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn } from "../../api.ts";
import { user, account, profile, seed } from "./managed-users.ts";

describe("getMe and updateMe", () => {
  test("show and change one's own account, without what is private to others", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    await asEnvironment(mock).patch(user(mock, "bob"), { privateMetadata: { risk: "low" } });
    const since = mock.events.length;

    const answer = await bob.patch("/v1/users/me", { name: "Bob Kahn", locale: "de", avatarUrl: null });

    expect(answer).toMatchObject({ status: 200, body: { name: "Bob Kahn", locale: "de" } });
    expect(Object.keys((await bob.get("/v1/users/me")).body).sort()).toEqual([...profile, ...account].sort());
    expect(eventTypes(mock, since)).toEqual(["user.updated"]);
    const event = mock.events.at(-1)!;
    expect(event["changes"]).toEqual({ name: { before: "Bob", after: "Bob Kahn" }, locale: { before: null, after: "de" } });
    expect(JSON.stringify(event)).not.toMatch(/risk|hash/i);
  });

  test("keep the address, and refuse a version that is not the newest", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    const etag = (await bob.get("/v1/users/me")).headers.get("etag")!;
    await bob.patch("/v1/users/me", { name: "Robert" });

    expect(await bob.patch("/v1/users/me", { name: "Rob" }, { "if-match": etag })).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    expect(await bob.patch("/v1/users/me", { email: "else@acme.test" })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });
});

describe("requestEmailChange and confirmEmailChange", () => {
  test("change the address only when the new one is confirmed, and warn the old one", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    const since = mock.events.length;

    expect((await bob.post("/v1/users/me/email", { email: "robert@acme.test" })).status).toBe(202);

    const mail = mock.mailbox.latest({ to: "robert@acme.test", kind: "email_change" })!;
    const note = mock.mailbox.latest({ to: "bob@acme.test", kind: "email_change" })!;
    expect(note.text).toContain("r•••@a•••.test");
    expect(note).not.toHaveProperty("token");
    expect((await bob.get("/v1/users/me")).body.email).toBe("bob@acme.test");
    expect([...new Set(eventTypes(mock, since))]).toEqual(["auth.email_change_requested", "email.queued", "email.sent", "email.delivered"]);

    const confirmed = await api(mock).post("/v1/users/me/email/confirm", { token: mail.token });
    expect(confirmed).toMatchObject({ status: 200, body: { email: "robert@acme.test" } });
    expect((await bob.get("/v1/users/me")).body).toMatchObject({ email: "robert@acme.test", emailVerified: true });
    expect(eventTypes(mock).at(-1)).toBe("user.email_changed");
    expect(await api(mock).post("/v1/users/me/email/confirm", { token: mail.token })).toMatchObject({ status: 410, body: { code: "token_used" } });
  });

  test("refuse a taken address, at the request and again at the confirmation", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");

    expect(await bob.post("/v1/users/me/email", { email: "Ada@acme.test" })).toMatchObject({ status: 409, body: { code: "email_taken" } });
    expect(await bob.post("/v1/users/me/email", { email: "BOB@acme.test" })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/email", code: "same_email" }] },
    });
    await bob.post("/v1/users/me/email", { email: "free@acme.test" });
    await asEnvironment(mock).post("/v1/users", { email: "free@acme.test" });
    expect(await api(mock).post("/v1/users/me/email/confirm", { token: mock.mailbox.latest({ to: "free@acme.test" })!.token })).toMatchObject({
      status: 409,
      body: { code: "email_taken" },
    });
  });

  test("let a newer request end the older one, and an hour end both", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const bob = await signedIn(mock, "bob");
    await bob.post("/v1/users/me/email", { email: "one@acme.test" });
    await bob.post("/v1/users/me/email", { email: "two@acme.test" });
    const confirm = async (to: string): Promise<string> =>
      (await api(mock).post("/v1/users/me/email/confirm", { token: mock.mailbox.latest({ to })!.token })).body.code;

    expect(await confirm("one@acme.test")).toBe("token_invalid");
    await mock.clock.advance("1h");
    expect(await confirm("two@acme.test")).toBe("token_expired");
  });

  test("end what was sent to the old address", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    await api(mock).post("/v1/auth/password/forgot", { email: "bob@acme.test" });
    await bob.post("/v1/users/me/email", { email: "robert@acme.test" });
    await api(mock).post("/v1/users/me/email/confirm", { token: mock.mailbox.latest({ to: "robert@acme.test" })!.token });

    const { token } = mock.mailbox.latest({ to: "bob@acme.test", kind: "password_reset" })!;
    expect(await api(mock).post("/v1/auth/password/reset", { token, password: "a stolen mailbox" })).toMatchObject({
      status: 400,
      body: { code: "token_invalid" },
    });
  });
});
