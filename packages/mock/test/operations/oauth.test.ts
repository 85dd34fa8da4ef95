import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { comeBack, decideAt, exchange, link, redirectTo, signInAt, signInWith, start, startQuery, submit, ticketOf, verifier, visit } from "../at-provider.ts";
import { api, asEnvironment, eventTypes, signedIn, userId } from "../api.ts";

const providers = ["google", "github", "microsoft"];

test("the providers that are on are listed for everybody, in the order of the buttons", async () => {
  const mock = createMock();
  expect((await api(mock).get("/v1/oauth/providers")).body).toEqual({
    data: [
      { provider: "google", name: "Google" },
      { provider: "github", name: "GitHub" },
      { provider: "microsoft", name: "Microsoft" },
    ],
  });
  await asEnvironment(mock).patch("/v1/environment", { oauthProviders: { google: { enabled: false } } });
  expect((await api(mock).get("/v1/oauth/providers")).body.data.map(({ provider }: { provider: string }) => provider)).toEqual(["github", "microsoft"]);
});

// A link that is only looked at must not take the step that it leads to.
test("what browsers navigate to is not answered to HEAD", async () => {
  const mock = createMock();
  const answer = await mock.fetch(`${mock.baseUrl}/v1/oauth/google/authorize`, { method: "HEAD" });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, OPTIONS"]);
});

test("a browser is redirected to the provider, and a program is told where", async () => {
  const mock = createMock();
  const path = `${mock.baseUrl}/v1/oauth/google/authorize?${startQuery()}`;
  const browser = await visit(mock, path);
  const program = await mock.fetch(path);
  expect([browser.status, program.status]).toEqual([302, 200]);
  const told = (await program.json()) as { url: string };
  for (const url of [browser.headers.get("location")!, told.url]) {
    expect(url.startsWith(`${mock.baseUrl}/__providers/google/o/oauth2/v2/auth?`)).toBe(true);
    expect(new URL(url).searchParams.get("code_challenge_method")).toBe("S256");
  }
});

test.each(providers)("somebody new signs up with %s", async (provider) => {
  const mock = createMock();
  const url = await start(mock, provider);
  const back = await signInAt(mock, url, { email: "nora@example.test", name: "Nora Ibsen" });
  expect([back.origin + back.pathname, back.searchParams.get("state")]).toEqual([redirectTo, "the-application's"]);
  const since = mock.events.length;
  const answer = await exchange(mock, back);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ status: "complete", user: { email: "nora@example.test", emailVerified: true, name: "Nora Ibsen", hasPassword: false } });
  expect(eventTypes(mock, since)).toEqual(["user.created", "auth.sign_up_succeeded", "identity.linked", "auth.sign_in_succeeded", "session.created"]);
  const nora = api(mock, { as: answer.body.session.accessToken });
  const [identity] = (await nora.get("/v1/users/me/identities")).body.data;
  expect(identity).toMatchObject({ provider, email: "nora@example.test", emailVerified: true, userId: answer.body.user.id });
  expect((await nora.get(`/v1/users/me/identities/${identity.id}`)).body).toEqual(identity);
  expect((await nora.get("/v1/auth/session")).body.authenticationMethods).toEqual(["fed"]);
  // The second time there is nothing new about her.
  const again = await signInWith(mock, provider, { email: "nora@example.test" });
  expect(again.body.user.id).toBe(answer.body.user.id);
  expect((await nora.get("/v1/users/me/identities")).body.data).toHaveLength(1);
});

test("an address that both sides vouch for leads to the account that is there, and she is told by e-mail", async () => {
  const mock = createMock();
  await mock.ready();
  const answer = await signInWith(mock, "google", { email: "Vera@acme.test" });
  expect(answer.body).toMatchObject({ status: "complete", user: { id: userId(mock, "vera"), hasPassword: true } });
  const mail = await mock.mailbox.waitFor({ to: "vera@acme.test", kind: "credential_added" });
  expect(mail.text).toContain("Google (Vera@acme.test)");
});

test("an account whose address nobody had proved belongs to who proves it: what was there before ends", async () => {
  const mock = createMock();
  await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
  const before = await api(mock).post("/v1/auth/sign-up", { email: "vic@example.test", password: "the password of an impostor" });
  const impostor = api(mock, { as: before.body.session.accessToken });
  const answer = await signInWith(mock, "github", { email: "vic@example.test" });
  expect(answer.body).toMatchObject({ status: "complete", user: { id: before.body.user.id, emailVerified: true, hasPassword: false } });
  expect((await impostor.get("/v1/users/me")).body.code).toBe("session_revoked");
  const password = await api(mock).post("/v1/auth/sign-in", { email: "vic@example.test", password: "the password of an impostor" });
  expect(password.body.code).toBe("invalid_credentials");
});

// Catalogue 25: an account elsewhere under somebody's address is anybody's to open.
test("25: an address that the provider does not vouch for leads to no account that is there", async () => {
  const mock = createMock();
  for (const provider of providers) {
    const answer = await signInWith(mock, provider, { email: "bob@acme.test", unverified: true });
    expect([answer.status, answer.body.code]).toEqual([409, "account_link_required"]);
    expect(answer.body.detail).toContain("Sign in as before, then link.");
  }
  const bob = await signedIn(mock, "bob");
  expect((await bob.get("/v1/users/me/identities")).body.data).toEqual([]);
  expect(mock.events.filter(({ type }) => type === "auth.sign_in_failed")).toHaveLength(3);
});

test("somebody new whose address the provider does not vouch for has to prove it first", async () => {
  const mock = createMock();
  const answer = await signInWith(mock, "google", { email: "nora@example.test", unverified: true });
  expect(answer.body).toMatchObject({ status: "email_verification_required", email: "nora@example.test" });
  const { code } = await mock.mailbox.waitFor({ to: "nora@example.test", kind: "email_verification" });
  const done = await api(mock, { as: answer.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification", code });
  expect(done.body).toMatchObject({ status: "complete", user: { emailVerified: true } });
});

test("who cancels at the provider comes back with access_denied and is signed in nowhere", async () => {
  const mock = createMock();
  const url = await start(mock);
  const back = await comeBack(mock, (await submit(mock, url, { decision: "cancel" })).headers.get("location")!);
  expect(Object.fromEntries(back.searchParams)).toEqual({
    error: "access_denied",
    errorDescription: "The person did not sign in at the provider.",
    state: "the-application's",
  });
  expect(mock.events.at(-1)).toMatchObject({ type: "auth.sign_in_failed", data: { userId: null, method: "google" } });
  // And may come again.
  expect((await signInWith(mock, "google", { email: "ada@acme.test" })).body.status).toBe("complete");
});

test("an error of the provider is told as one, without the words that came with it", async () => {
  const mock = createMock();
  const callback = (await submit(mock, await start(mock), { decision: "error", error: "temporarily_unavailable" })).headers.get("location")!;
  const back = await comeBack(mock, callback.replace(/error_description=[^&]*/, "error_description=%3Cscript%3E"));
  expect(back.searchParams.get("error")).toBe("provider_error");
  expect(back.searchParams.get("errorDescription")).toBe("The provider did not sign the person in.");
});

test("sign-up follows the rules of the environment, and an invitation goes past them", async () => {
  const mock = createMock();
  const environment = asEnvironment(mock);
  await environment.patch("/v1/environment", { signUp: { allowedDomains: ["acme.test"] } });
  expect((await signInWith(mock, "google", { email: "nora@example.test" })).body.code).toBe("domain_not_allowed");
  await environment.patch("/v1/environment", { signUp: { enabled: false, allowedDomains: [] } });
  expect((await signInWith(mock, "google", { email: "nora@example.test" })).body.code).toBe("sign_up_disabled");

  const { acme } = mock.seed.organizations;
  const grace = await signedIn(mock, "grace", { organization: acme.id });
  const invited = await grace.post("/v1/invitations", { email: "nora@example.test", role: "member" });
  expect(invited.status).toBe(201);
  const { token } = await mock.mailbox.waitFor({ to: "nora@example.test", kind: "invitation" });
  const back = await signInAt(mock, await start(mock), { email: "nora@example.test", unverified: true });
  const joined = await exchange(mock, back, { invitationToken: token });
  expect(joined.body).toMatchObject({ status: "complete", session: { organizationId: acme.id }, user: { emailVerified: true } });
  const other = await signInAt(mock, await start(mock), { email: "else@example.test" });
  expect((await exchange(mock, other, { invitationToken: token })).body.code).toBe("token_used");
});

test("a provider that is turned off signs nobody in, not even who is under way", async () => {
  const mock = createMock();
  const back = await signInAt(mock, await start(mock), { email: "ada@acme.test" });
  const environment = asEnvironment(mock);
  await environment.patch("/v1/environment", { oauthProviders: { google: { enabled: false } } });
  expect((await exchange(mock, back)).body.code).toBe("auth_method_disabled");
  expect((await api(mock).get(`/v1/oauth/google/authorize?${startQuery()}`)).body.code).toBe("auth_method_disabled");
  expect((await api(mock).get(`/v1/oauth/myspace/authorize?${startQuery()}`)).body.code).toBe("provider_unknown");
  expect((await api(mock).get("/v1/oauth/myspace/callback?state=x&code=y")).body.code).toBe("provider_unknown");
});

test("a banned person is refused, and nothing is linked", async () => {
  const mock = createMock();
  await asEnvironment(mock).post(`/v1/users/${userId(mock, "bob")}/ban`, { reason: "spam" });
  expect((await signInWith(mock, "google", { email: "bob@acme.test" })).body.code).toBe("user_banned");
  await asEnvironment(mock).post(`/v1/users/${userId(mock, "bob")}/unban`);
  const bob = await signedIn(mock, "bob");
  expect((await bob.get("/v1/users/me/identities")).body.data).toEqual([]);
});

test("the organization that was asked for at the start is the one of the session", async () => {
  const mock = createMock();
  await mock.ready();
  const { acme, globex } = mock.seed.organizations;
  const inAcme = await exchange(mock, await signInAt(mock, await start(mock, "google", { organizationId: acme.id }), { email: "ada@acme.test" }));
  expect(inAcme.body.session.organizationId).toBe(acme.id);
  const notGlobex = await exchange(mock, await signInAt(mock, await start(mock, "google", { organizationId: globex.id }), { email: "ada@acme.test" }));
  expect([notGlobex.status, notGlobex.body.code]).toEqual([404, "not_found"]);
});

test("a repeated exchange with its idempotency key shows the same session again", async () => {
  const mock = createMock();
  const back = await signInAt(mock, await start(mock), { email: "ada@acme.test" });
  const first = await exchange(mock, back, {}, { "idempotency-key": "once" });
  const second = await exchange(mock, back, {}, { "idempotency-key": "once" });
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(second.body.session.id).toBe(first.body.session.id);
});

test("an account at a provider is linked to who is signed in, and unlinked again", async () => {
  const mock = createMock();
  const ada = await signedIn(mock, "ada");
  const since = mock.events.length;
  const linked = await link(mock, ada, "github", { email: "ada@home.test", unverified: true });
  expect([linked.status, linked.body.provider, linked.body.emailVerified]).toEqual([201, "github", false]);
  expect(eventTypes(mock, since)[0]).toBe("identity.linked");
  const again = await link(mock, ada, "github", { email: "ada@home.test" });
  expect([again.status, again.body.id]).toEqual([201, linked.body.id]);
  expect((await signInWith(mock, "github", { email: "ada@home.test" })).body.user.id).toBe(userId(mock, "ada"));

  const gone = await ada.delete(`/v1/users/me/identities/${linked.body.id}`);
  expect(gone.status).toBe(204);
  expect(mock.events.filter(({ type }) => type === "identity.unlinked")).toHaveLength(1);
  await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "credential_removed" });
  expect((await ada.delete(`/v1/users/me/identities/${linked.body.id}`)).status).toBe(404);
  expect((await signInWith(mock, "github", { email: "ada@home.test" })).body.user.id).not.toBe(userId(mock, "ada"));
});

test("an account that signs somebody else in cannot be linked", async () => {
  const mock = createMock();
  await link(mock, await signedIn(mock, "ada"), "google", { email: "shared@home.test" });
  const answer = await link(mock, await signedIn(mock, "bob"), "google", { email: "shared@home.test" });
  expect([answer.status, answer.body.code]).toEqual([409, "identity_in_use"]);
});

test("the ticket of a link is good for the session that began it, and for nothing else", async () => {
  const mock = createMock();
  const [ada, elsewhere] = [await signedIn(mock, "ada"), await signedIn(mock, "ada")];
  const begun = await ada.post("/v1/users/me/identities", {
    provider: "google",
    redirectTo,
    codeChallenge: new URLSearchParams(startQuery()).get("codeChallenge"),
  });
  const back = await signInAt(mock, begun.body.url, { email: "ada@home.test" });
  const body = { ticket: ticketOf(back), codeVerifier: verifier };
  expect((await exchange(mock, back)).body.code).toBe("code_invalid");
  expect((await elsewhere.post("/v1/users/me/identities/confirm", body)).body.code).toBe("code_invalid");
  expect((await ada.post("/v1/users/me/identities/confirm", body)).status).toBe(201);
  // Nor is that of a sign-in good for a link.
  const signIn = await signInAt(mock, await start(mock), { email: "other@home.test" });
  expect((await ada.post("/v1/users/me/identities/confirm", { ticket: ticketOf(signIn), codeVerifier: verifier })).body.code).toBe("code_invalid");
});

test("the last thing that signs somebody in cannot be unlinked", async () => {
  const mock = createMock();
  await asEnvironment(mock).patch("/v1/environment", { authMethods: { magicLink: false, otp: false } });
  const answer = await signInWith(mock, "google", { email: "nora@example.test" });
  const nora = api(mock, { as: answer.body.session.accessToken });
  const [identity] = (await nora.get("/v1/users/me/identities")).body.data;
  const refused = await nora.delete(`/v1/users/me/identities/${identity.id}`);
  expect([refused.status, refused.body.code]).toEqual([409, "last_credential"]);
  await link(mock, nora, "github", { email: "nora@example.test" });
  expect((await nora.delete(`/v1/users/me/identities/${identity.id}`)).status).toBe(204);
});

test("linking and unlinking need a fresh authentication", async () => {
  const mock = createMock({ clock: "virtual" });
  const answer = await signInWith(mock, "google", { email: "ada@acme.test" });
  const ada = api(mock, { as: answer.body.session.accessToken });
  const [identity] = (await ada.get("/v1/users/me/identities")).body.data;
  const refreshed = async (): Promise<string> => {
    await mock.clock.advance("11m");
    return (await api(mock).post("/v1/auth/refresh", { refreshToken: answer.body.session.refreshToken })).body.accessToken as string;
  };
  const stale = api(mock, { as: await refreshed() });
  expect((await stale.post("/v1/users/me/identities", { provider: "github", redirectTo, codeChallenge: startQuery().slice(0, 43) })).status).not.toBe(200);
  expect((await stale.delete(`/v1/users/me/identities/${identity.id}`)).body.code).toBe("step_up_required");
});

test("somebody else's identity is not there", async () => {
  const mock = createMock();
  const linked = await link(mock, await signedIn(mock, "ada"), "google", { email: "ada@home.test" });
  const bob = await signedIn(mock, "bob");
  expect((await bob.get(`/v1/users/me/identities/${linked.body.id}`)).status).toBe(404);
  expect((await bob.delete(`/v1/users/me/identities/${linked.body.id}`)).status).toBe(404);
});

test("who chooses a person of the world at the page is asked for consent once", async () => {
  const mock = createMock();
  const url = await start(mock);
  const page = await (await visit(mock, url)).text();
  expect(page).toContain("bob@acme.test");
  const account = userId(mock, "bob");
  const asked = await submit(mock, url, { account });
  expect([asked.status, (await asked.text()).includes("wants to know who you are")]).toEqual([200, true]);
  await comeBack(mock, await decideAt(mock, url, { account }));
  const second = await submit(mock, await start(mock), { account });
  expect(second.status).toBe(303);
});
