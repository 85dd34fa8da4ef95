import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createMock, defineSeed, type ProviderFailure } from "../../src/index.ts";
import { api, asEnvironment, signedIn, userId } from "../api.ts";
import { challenge, exchange, redirectTo, start, visit } from "../at-provider.ts";

test("a program does what a person does at the page", async () => {
  const mock = createMock();
  const back = new URL(await mock.providers.approve(await start(mock), "ada"));
  expect((await exchange(mock, back)).body.user.id).toBe(mock.seed.users.ada.id);
  const stranger = new URL(await mock.providers.approve(await start(mock, "github"), "nora"));
  expect((await exchange(mock, stranger)).body.user).toMatchObject({ email: mock.seed.providerPeople.nora.email, name: "Nora Ibsen" });
  const cancelled = new URL(await mock.providers.cancel(await start(mock)));
  expect(cancelled.searchParams.get("error")).toBe("access_denied");
  expect(new URL(await mock.providers.cancel(await start(mock), "temporarily_unavailable")).searchParams.get("error")).toBe("provider_error");
});

test("who links by a program is asked as by the page", async () => {
  const mock = createMock();
  const bob = await signedIn(mock, "bob");
  const { url } = (await bob.post("/v1/users/me/identities", { provider: "microsoft", redirectTo, codeChallenge: challenge })).body;
  await mock.providers.signIn("microsoft", "ada");
  expect((await visit(mock, url)).status).toBe(200);
  const back = new URL(await mock.providers.approve(url, "bob"));
  expect(back.searchParams.get("ticket")).toMatch(/^tkt_/);
});

test("who is signed in at the provider comes straight back, once she has consented", async () => {
  const mock = createMock();
  await mock.providers.signIn("google", "ada");
  const first = await visit(mock, await start(mock));
  expect(first.status).toBe(303);
  await mock.providers.signIn("google", "bob");
  expect((await visit(mock, await start(mock))).status).toBe(200);
  await mock.providers.signOut("google");
  expect((await visit(mock, await start(mock))).status).toBe(200);
});

test("people of the seed and of the world are offered, and what a provider says of somebody can be changed", async () => {
  const mock = createMock();
  await mock.ready();
  const emails = mock.providers.people("github").map(({ email }) => email);
  expect(emails).toEqual(expect.arrayContaining(["ada@acme.test", "grace@acme.test", "nora@example.test"]));
  expect(new Set(emails).size).toBe(emails.length);
  await mock.providers.add("github", { email: "bob@acme.test", emailVerified: false });
  expect(mock.providers.people("github").find(({ email }) => email === "bob@acme.test")).toMatchObject({ emailVerified: false });
});

test("what a seed says of accounts holds", async () => {
  const seed = defineSeed({
    users: {
      ada: { email: "ada@acme.test", identities: { google: true, github: { email: "ada@home.test", emailVerified: false } } },
      bob: { email: "bob@acme.test" },
    },
    providerPeople: { eve: { email: "bob@acme.test", emailVerified: false, providers: ["google"] } },
  });
  const mock = createMock({ seed });
  const ada = await signedIn(mock, "ada");
  const { data } = (await ada.get("/v1/users/me/identities")).body;
  expect(data.map(({ id }: { id: string }) => id)).toEqual([mock.seed.users.ada.identities["google"]!.id, mock.seed.users.ada.identities["github"]!.id]);
  expect((await exchange(mock, new URL(await mock.providers.approve(await start(mock, "github"), "ada@home.test")))).body.user.id).toBe(userId(mock, "ada"));
  expect((await exchange(mock, new URL(await mock.providers.approve(await start(mock), "eve")))).body.code).toBe("account_link_required");
  expect((await exchange(mock, new URL(await mock.providers.approve(await start(mock), "ada")))).body.user.id).toBe(userId(mock, "ada"));
});

test("wrong use is told", async () => {
  const mock = createMock();
  await mock.ready();
  await expect(mock.providers.approve("https://accounts.google.com/", "ada")).rejects.toMatchObject({ code: "option_invalid" });
  await expect(mock.providers.approve(await start(mock), "nobody")).rejects.toMatchObject({
    code: "persona_unknown",
    message: expect.stringContaining("mock.providers.add"),
  });
  await expect(mock.providers.fail("github", "wrong_nonce")).rejects.toMatchObject({
    code: "option_invalid",
    message: "GitHub makes no ID tokens, so it cannot fail by wrong_nonce.",
  });
  await expect(mock.providers.fail("google", "sulk" as ProviderFailure)).rejects.toMatchObject({ code: "option_invalid" });
  await expect(mock.providers.fail("google", "silence", { times: 0 })).rejects.toMatchObject({ code: "option_invalid" });
  await expect(mock.providers.add("google", { email: "no address" })).rejects.toMatchObject({ code: "option_invalid" });
  expect(() => mock.providers.people("myspace" as "google")).toThrow("There is no such provider.");
});

test("the page says what is wrong with a request, and only an application that is sure to have asked is told", async () => {
  const mock = createMock();
  await mock.ready();
  const { authorizeUrl } = mock.providers.client("google");
  const page = await visit(mock, `${authorizeUrl}?client_id=other&redirect_uri=https://evil.test`);
  expect([page.status, page.headers.get("location")]).toEqual([400, null]);
  expect(await page.text()).toContain("No application is registered here");
  const shown = await visit(mock, await start(mock));
  const policy = shown.headers.get("content-security-policy")!;
  expect(policy).toContain("default-src 'none'");
  const style = /<style>([^]*)<\/style>/.exec(await shown.text())![1]!;
  expect(policy).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  expect(policy).not.toContain("unsafe-inline");
});

test("what somebody typed or is called stands in a page as text", async () => {
  const mock = createMock();
  await mock.providers.add("google", { email: "eve@x.test", name: '<img src=x onerror="alert(1)">' });
  await asEnvironment(mock).patch("/v1/environment", { name: "<b>Acme</b>" });
  const page = await (await visit(mock, await start(mock, "google", { loginHint: "eve@x.test" }))).text();
  expect(page).not.toContain("<img");
  expect(page).not.toContain("<b>Acme");
  expect(page).toContain("&lt;b&gt;Acme&lt;/b&gt;");
});

test("another site cannot decide for the person", async () => {
  const mock = createMock();
  const url = new URL(await start(mock));
  const answer = await visit(mock, url.origin + url.pathname, {
    method: "POST",
    headers: { origin: "https://evil.test", "content-type": "application/x-www-form-urlencoded" },
    body: `${url.searchParams}&account=${userId(mock, "ada")}&decision=allow`,
  });
  expect(answer.status).toBe(403);
});

test("every world has providers of its own", async () => {
  const mock = createMock();
  const other = mock.world("other");
  await other.ready();
  const url = await start(other);
  expect(url).toContain("/w/other/__providers/google/");
  expect((await exchange(other, new URL(await other.providers.approve(url, "ada")))).body.user.id).toBe(userId(other, "ada"));
  expect((await api(mock).get(`/v1/oauth/google/callback?code=x&state=${new URL(url).searchParams.get("state")}`)).body.code).toBe("state_mismatch");
});
