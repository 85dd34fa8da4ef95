import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn } from "../api.ts";
import {
  challenge,
  comeBack,
  decideAt,
  exchange,
  link,
  redirectTo,
  signInAt,
  signInWith,
  start,
  startQuery,
  submit,
  ticketOf,
  verifier,
  visit,
} from "../at-provider.ts";

// The security catalogue, items 19 to 27, against the social sign-in and the providers of the mock.

const grace = { email: "grace@acme.test" };

/** Exchanges a code at the token endpoint of a provider, as Plinto would. */
async function redeem(
  mock: Mock,
  provider: "google" | "github" | "microsoft",
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  const { tokenUrl, clientId, clientSecret, redirectUri } = mock.providers.client(provider);
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    redirect_uri: redirectUri,
    client_id: clientId,
    client_secret: clientSecret,
    ...fields,
  });
  const response = await mock.fetch(tokenUrl, { method: "POST", headers: { accept: "application/json", ...headers }, body: body.toString() });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** The address of a provider's page for an application of one's own. */
function pageFor(mock: Mock, provider: "google" | "github" | "microsoft", more: Readonly<Record<string, string>> = {}): string {
  const { authorizeUrl, clientId, redirectUri } = mock.providers.client(provider);
  return `${authorizeUrl}?${new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: redirectUri, scope: "openid email", code_challenge: challenge, code_challenge_method: "S256", ...more })}`;
}

async function codeFor(mock: Mock, provider: "google" | "github" | "microsoft", more: Readonly<Record<string, string>> = {}): Promise<string> {
  return new URL(await decideAt(mock, pageFor(mock, provider, more), { decision: "another", ...grace })).searchParams.get("code")!;
}

describe("19: a redirect URL is compared letter by letter", () => {
  test.each([
    "https://app.acme.test/welcome/../admin",
    "https://app.acme.test/welcome/",
    "https://app.acme.test/welcome?next=1",
    "https://app.acme.test/Welcome",
    "https://app.acme.test:8443/welcome",
    "http://app.acme.test/welcome",
    "https://app.acme.test.evil.test/welcome",
    "https://sub.app.acme.test/welcome",
    "https://app.acme.test/welcome#at",
    "https://app.acme.test/%77elcome",
    "http://localhost:5173/welcome#at",
    "http://localhost:5173//evil.test",
    "http://localhost.evil.test/welcome",
    "http://localhost:5173:80/welcome",
  ])("%s is not one of the environment's", async (url) => {
    const mock = createMock();
    await asEnvironment(mock).patch("/v1/environment", { redirectUrls: ["https://app.acme.test/welcome", "http://localhost"] });
    const answer = await api(mock).get(`/v1/oauth/google/authorize?${startQuery({ redirectTo: url })}`);
    expect(answer.status).toBe(400);
    expect(["redirect_uri_not_allowed", "validation_failed"]).toContain(answer.body.code);
    const ada = await signedIn(mock, "ada");
    const link = await ada.post("/v1/users/me/identities", { provider: "google", redirectTo: url, codeChallenge: challenge });
    expect(link.status).toBe(400);
  });

  test("whatever is accepted leads to one of them, however it is put together", async () => {
    const mock = createMock();
    const allowed = ["https://app.acme.test/welcome", "http://localhost"];
    await asEnvironment(mock).patch("/v1/environment", { redirectUrls: allowed });
    const piece = fc.constantFrom("", ":", "/", "//", "@", "#", "?", "\\", ".", "..", ":80", ":5173", "evil.test", "%2f", "%00", "welcome", "?x=1", "a", "\t");
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...allowed), fc.array(piece, { maxLength: 5 }), async (base, pieces) => {
        const url = base + pieces.join("");
        const answer = await api(mock).get(`/v1/oauth/google/authorize?${startQuery({ redirectTo: url })}`);
        if (answer.status !== 200) return;
        const back = await comeBack(mock, (await submit(mock, answer.body.url, { decision: "cancel" })).headers.get("location")!);
        expect(`${back.protocol}//${back.hostname}`).toBe(base.startsWith("https") ? "https://app.acme.test" : "http://localhost");
        expect(back.href.startsWith(url.startsWith("https") ? `${url}?` : "http://localhost")).toBe(true);
        expect([back.username, back.hash, back.searchParams.get("error")]).toEqual(["", "", "access_denied"]);
      }),
      { numRuns: 200 },
    );
  });

  test("the port of a loopback host without one is free, and nothing else", async () => {
    const mock = createMock();
    await asEnvironment(mock).patch("/v1/environment", { redirectUrls: ["http://127.0.0.1/cb"] });
    for (const port of ["", ":1", ":5173", ":65535"])
      expect((await api(mock).get(`/v1/oauth/google/authorize?${startQuery({ redirectTo: `http://127.0.0.1${port}/cb` })}`)).status).toBe(200);
    expect((await api(mock).get(`/v1/oauth/google/authorize?${startQuery({ redirectTo: "http://127.0.0.1:5173/other" })}`)).body.code).toBe(
      "redirect_uri_not_allowed",
    );
  });

  test.each(["google", "github", "microsoft"] as const)("%s sends nobody to an address that is not registered", async (provider) => {
    const mock = createMock();
    await mock.ready();
    const { redirectUri } = mock.providers.client(provider);
    for (const uri of [`${redirectUri}/`, `${redirectUri}?x=1`, redirectUri.toUpperCase(), "https://evil.test/callback", `${redirectUri}#x`]) {
      const page = await visit(mock, pageFor(mock, provider, { redirect_uri: uri }));
      expect([page.status, page.headers.get("location")]).toEqual([400, null]);
      expect(await page.text()).toContain("redirect_uri_mismatch");
    }
  });
});

describe("20: nobody is led astray on the way back", () => {
  test.each([
    "//evil.test",
    String.raw`\\evil.test`,
    "https:evil.test",
    "https://user@app.acme.test/",
    "javascript:alert(1)",
    "http://localhost\r\nLocation: https://evil.test",
  ])("%j is refused", async (url) => {
    const answer = await api(createMock()).get(`/v1/oauth/google/authorize?${startQuery({ redirectTo: url })}`);
    expect([answer.status, answer.body.code]).toEqual([400, "validation_failed"]);
  });

  test("what the application's state says stays a parameter of its address", async () => {
    const mock = createMock();
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), async (state) => {
        const back = await comeBack(mock, (await submit(mock, await start(mock, "google", { state }), { decision: "cancel" })).headers.get("location")!);
        expect(back.origin + back.pathname).toBe(redirectTo);
        expect(back.searchParams.get("state")).toBe(new URLSearchParams({ state }).get("state"));
      }),
      { numRuns: 50 },
    );
  });
});

describe("21: a state is good once, for the provider that it was made for", () => {
  const mismatch = async (mock: Mock, path: string): Promise<void> => {
    const answer = await api(mock).get(path);
    expect([answer.status, answer.body.code, answer.headers.get("location")]).toEqual([400, "state_mismatch", null]);
  };

  test("one that is missing or invented sends nobody anywhere", async () => {
    const mock = createMock();
    expect((await api(mock).get("/v1/oauth/google/callback?code=x")).body.code).toBe("validation_failed");
    await mismatch(mock, "/v1/oauth/google/callback?code=x&state=invented");
    await mismatch(mock, `/v1/oauth/google/callback?code=x&state=oas_${"0".repeat(58)}`);
  });

  test("one that was used is good no more, whatever came of it", async () => {
    const mock = createMock();
    const callback = await decideAt(mock, await start(mock), { decision: "another", ...grace });
    await comeBack(mock, callback);
    await mismatch(mock, callback.slice(mock.baseUrl.length));
    const cancelled = (await submit(mock, await start(mock), { decision: "cancel" })).headers.get("location")!;
    await comeBack(mock, cancelled);
    await mismatch(mock, cancelled.slice(mock.baseUrl.length));
  });

  test("one of another provider, of another world, or that is too old is none", async () => {
    const mock = createMock({ clock: "virtual" });
    const callback = await decideAt(mock, await start(mock), { decision: "another", ...grace });
    await mismatch(mock, callback.slice(mock.baseUrl.length).replace("/google/", "/microsoft/"));
    await mismatch(mock.world("other"), callback.slice(mock.baseUrl.length));
    await mock.clock.advance("10m");
    await mismatch(mock, callback.slice(mock.baseUrl.length));
  });

  test("a callback that somebody was lured to is worth nothing to her application, which asked for another", async () => {
    const mock = createMock();
    const lured = await signInAt(mock, await start(mock), { email: "attacker@x.test" });
    const answer = await exchange(mock, lured, { codeVerifier: "the-verifier-that-the-application-of-the-victim-keeps" });
    expect([answer.status, answer.body.code]).toEqual([400, "pkce_failed"]);
  });
});

describe("22: there is no way around the code challenge", () => {
  test("a start without one, or with one in the clear, is refused", async () => {
    const mock = createMock();
    expect((await api(mock).get(`/v1/oauth/google/authorize?${new URLSearchParams({ redirectTo })}`)).body.errors[0].pointer).toBe("/query/codeChallenge");
    const plain = await api(mock).get(`/v1/oauth/google/authorize?${startQuery({ codeChallengeMethod: "plain" })}`);
    expect([plain.status, plain.body.code]).toEqual([400, "pkce_failed"]);
  });

  test("a wrong verifier uses the ticket up", async () => {
    const mock = createMock();
    const back = await signInAt(mock, await start(mock), grace);
    expect((await exchange(mock, back, { codeVerifier: "x".repeat(43) })).body.code).toBe("pkce_failed");
    expect((await exchange(mock, back)).body.code).toBe("code_invalid");
  });

  test.each(["google", "microsoft"] as const)(
    "%s takes no code without its verifier, with another, or with one where there was no challenge",
    async (provider) => {
      const mock = createMock();
      await mock.ready();
      for (const fields of [{}, { code_verifier: "y".repeat(43) }]) {
        const answer = await redeem(mock, provider, { code: await codeFor(mock, provider), ...fields });
        expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_grant"]);
      }
      const { authorizeUrl, clientId, redirectUri } = mock.providers.client(provider);
      const bare = `${authorizeUrl}?${new URLSearchParams({ response_type: "code", client_id: clientId, redirect_uri: redirectUri, scope: "openid" })}`;
      const code = new URL(await decideAt(mock, bare, { decision: "another", ...grace })).searchParams.get("code")!;
      expect((await redeem(mock, provider, { code, code_verifier: verifier })).body["error"]).toBe("invalid_grant");
      const plain = await visit(mock, pageFor(mock, provider, { code_challenge_method: "plain" }));
      expect(new URL(plain.headers.get("location")!).searchParams.get("error")).toBe("invalid_request");
    },
  );
});

describe("23: what comes a second time takes back what it began", () => {
  test("a ticket that is presented twice ends the session that it began", async () => {
    const mock = createMock();
    const back = await signInAt(mock, await start(mock), grace);
    const first = await exchange(mock, back);
    const session = api(mock, { as: first.body.session.accessToken });
    expect((await session.get("/v1/users/me")).status).toBe(200);
    expect((await exchange(mock, back)).body.code).toBe("code_invalid");
    expect((await session.get("/v1/users/me")).body.code).toBe("session_revoked");
    expect(mock.events.some(({ type }) => type === "session.revoked")).toBe(true);
  });

  test("also when the session began a step later, and the sign-in that still waits for a step", async () => {
    const mock = createMock();
    const back = await signInAt(mock, await start(mock), { email: "nora@example.test", unverified: true });
    const first = await exchange(mock, back);
    const { code } = await mock.mailbox.waitFor({ to: "nora@example.test", kind: "email_verification" });
    const done = await api(mock, { as: first.body.pendingToken }).post("/v1/auth/continue", { step: "email_verification", code });
    await exchange(mock, back);
    expect((await api(mock, { as: done.body.session.accessToken }).get("/v1/users/me")).body.code).toBe("session_revoked");

    const waiting = await signInAt(mock, await start(mock), { email: "oona@example.test", unverified: true });
    const { pendingToken } = (await exchange(mock, waiting)).body;
    await exchange(mock, waiting);
    expect((await api(mock, { as: pendingToken }).post("/v1/auth/continue", { step: "email_verification" })).body.code).toBe("pending_token_invalid");
  });

  test("a ticket lives for a minute", async () => {
    const mock = createMock({ clock: "virtual" });
    const back = await signInAt(mock, await start(mock), grace);
    await mock.clock.advance("60s");
    expect((await exchange(mock, back)).body.code).toBe("code_invalid");
    const late = await signInAt(mock, await start(mock), grace);
    await mock.clock.advance("59s");
    expect((await exchange(mock, late)).status).toBe(200);
  });

  test.each(["google", "github", "microsoft"] as const)("the access token of a code that %s sees twice is taken back", async (provider) => {
    const mock = createMock();
    await mock.ready();
    const code = await codeFor(mock, provider);
    const first = await redeem(mock, provider, { code, code_verifier: verifier });
    const profile = (): Promise<Response> =>
      mock.fetch(mock.providers.client(provider).profileUrl, { headers: { authorization: `Bearer ${first.body["access_token"]}` } });
    expect((await profile()).status).toBe(200);
    expect((await redeem(mock, provider, { code, code_verifier: verifier })).body["error"]).toBe(
      provider === "github" ? "bad_verification_code" : "invalid_grant",
    );
    expect((await profile()).status).toBe(401);
  });
});

describe("24: one provider does not answer for another", () => {
  test("a redirect in which Google does not say that it is Google is not believed", async () => {
    const mock = createMock();
    for (const change of [(url: string) => url.replace(/&iss=[^&]*/, ""), (url: string) => url.replace(/iss=[^&]*/, "iss=https%3A%2F%2Fevil.test")]) {
      const callback = await decideAt(mock, await start(mock), { decision: "another", ...grace });
      const back = await comeBack(mock, change(callback));
      expect([back.searchParams.get("error"), back.searchParams.get("ticket")]).toEqual(["provider_error", null]);
    }
  });

  test("the code of one provider is worth nothing at another", async () => {
    const mock = createMock();
    await mock.ready();
    const google = new URL(await decideAt(mock, await start(mock), { decision: "another", ...grace })).searchParams.get("code")!;
    const microsoft = await decideAt(mock, await start(mock, "microsoft"), { decision: "another", ...grace });
    const back = await comeBack(mock, microsoft.replace(/code=[^&]*/, `code=${google}`));
    expect(back.searchParams.get("error")).toBe("provider_error");
  });

  test.each(["wrong_issuer", "wrong_audience", "forged_signature", "other_person"] as const)("an answer with %s is not believed", async (failure) => {
    const mock = createMock();
    for (const provider of ["google", "microsoft"] as const) {
      await mock.providers.fail(provider, failure, { times: 1 });
      const back = await signInAt(mock, await start(mock, provider), grace);
      expect([back.searchParams.get("error"), back.searchParams.get("ticket")]).toEqual(["provider_error", null]);
      expect((await signInWith(mock, provider, grace)).body.status).toBe("complete");
    }
  });
});

test("25: whoever made an account under somebody's address has lost every way in when she proves it", async () => {
  const mock = createMock();
  await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
  const victim = { email: "victim@x.test" };
  const made = await api(mock).post("/v1/auth/sign-up", { ...victim, password: "the impostor's secret" });
  const impostor = api(mock, { as: made.body.session.accessToken });
  const begun = await impostor.post("/v1/users/me/identities", { provider: "github", redirectTo, codeChallenge: challenge });
  const back = await signInAt(mock, begun.body.url, { email: "impostor@x.test" });
  await impostor.post("/v1/users/me/identities/confirm", { ticket: ticketOf(back), codeVerifier: verifier });
  const app = await impostor.post("/v1/mfa/totp");
  expect(app.status).toBe(201);

  const answer = await signInWith(mock, "google", victim);
  expect(answer.body).toMatchObject({ status: "complete", user: { id: made.body.user.id, hasPassword: false } });
  const owner = api(mock, { as: answer.body.session.accessToken });
  expect((await owner.get("/v1/users/me/identities")).body.data.map(({ provider }: { provider: string }) => provider)).toEqual(["google"]);
  expect((await signInWith(mock, "github", { email: "impostor@x.test" })).body.user.id).not.toBe(made.body.user.id);
  expect((await impostor.get("/v1/users/me")).body.code).toBe("session_revoked");
});

test("25: so has he when she proves it by a new password", async () => {
  const mock = createMock();
  await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
  const email = "victim@x.test";
  const made = await api(mock).post("/v1/auth/sign-up", { email, password: "the impostor's secret" });
  const linked = await link(mock, api(mock, { as: made.body.session.accessToken }), "github", { email: "impostor@x.test" });
  expect(linked.status).toBe(201);
  await api(mock).post("/v1/auth/password/forgot", { email });
  const { token } = await mock.mailbox.waitFor({ to: email, kind: "password_reset" });
  const since = mock.events.length;
  await api(mock).post("/v1/auth/password/reset", { token, password: "a secret of her own" });
  expect(eventTypes(mock, since)).toContain("identity.unlinked");
  expect((await signInWith(mock, "github", { email: "impostor@x.test" })).body.user?.id).not.toBe(made.body.user.id);
});

test("26: the ID token of another sign-in is not believed", async () => {
  const mock = createMock();
  for (const provider of ["google", "microsoft"] as const) {
    await mock.providers.fail(provider, "wrong_nonce", { times: 1 });
    const back = await signInAt(mock, await start(mock, provider), grace);
    expect(back.searchParams.get("error")).toBe("provider_error");
  }
  const nonces = new Set<string | null>();
  for (let at = 0; at < 20; at++) nonces.add(new URL(await start(mock)).searchParams.get("nonce"));
  expect(nonces.size).toBe(20);
});

describe("27: who the client is", () => {
  test("a wrong secret, none, or two at once are refused, in the words of each provider", async () => {
    const mock = createMock();
    await mock.ready();
    const { clientId, clientSecret } = mock.providers.client("google");
    const code = await codeFor(mock, "google");
    const basic = (secret: string): string => `Basic ${btoa(`${clientId}:${secret}`)}`;
    for (const wrong of [clientSecret.slice(0, -1), `${clientSecret}x`, "", clientSecret.toUpperCase()]) {
      const answer = await redeem(mock, "google", { code, code_verifier: verifier, client_secret: wrong });
      expect([answer.status, answer.body["error"]]).toEqual([401, "invalid_client"]);
    }
    expect((await redeem(mock, "google", { code, code_verifier: verifier }, { authorization: basic(clientSecret) })).body["error"]).toBe("invalid_request");
    const github = await redeem(mock, "github", { code: await codeFor(mock, "github"), code_verifier: verifier, client_secret: "wrong" });
    expect([github.status, github.body["error"]]).toEqual([200, "incorrect_client_credentials"]);
    // None of that has used the code up.
    expect((await redeem(mock, "google", { code, code_verifier: verifier })).status).toBe(200);
  });

  test("the secret that the environment was given is good too, and is shown nowhere", async () => {
    const mock = createMock();
    const secret = "GOCSPX-a-secret-of-the-real-google";
    const environment = await asEnvironment(mock).patch("/v1/environment", {
      oauthProviders: { google: { clientId: "4711.apps.googleusercontent.com", clientSecret: secret } },
    });
    expect(environment.body.oauthProviders.google).toMatchObject({ clientId: "4711.apps.googleusercontent.com", hasClientSecret: true });
    const answer = await redeem(mock, "google", { code: await codeFor(mock, "google"), code_verifier: verifier, client_secret: secret });
    expect(answer.status).toBe(200);
    expect(JSON.stringify([environment.body, mock.exportSnapshot(), mock.events, mock.requests])).not.toContain(secret);
    expect((await signInWith(mock, "google", grace)).body.status).toBe("complete");
  });
});

test("neither a state nor a ticket nor a code stands in the list of requests, in the ledger or in an event", async () => {
  const mock = createMock();
  const url = await start(mock);
  const callback = await decideAt(mock, url, { decision: "another", ...grace });
  const back = await comeBack(mock, callback);
  await exchange(mock, back);
  const shown = JSON.stringify([mock.exportSnapshot(), mock.events, mock.requests]);
  for (const secret of [new URL(url).searchParams.get("state")!, new URL(callback).searchParams.get("code")!, ticketOf(back)])
    expect(shown.includes(secret)).toBe(false);
});
