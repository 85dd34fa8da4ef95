import { createMock } from "@plinto/mock";
import { NextRequest } from "next/server.js";
import { expect, test, vi } from "vitest";
import { createPlintoAdmin, createTokenVerifier } from "../src/index.ts";
import { createPlintoNext } from "../src/next.ts";
import { openPage } from "./support/browser.ts";
import { bearer, tokenOf } from "./support/people.ts";

const origin = "https://app.example.test";
const refresh = "__Host-plinto-refresh";
const access = "__Host-plinto-access";

// Outside of a Next server there are no headers of a request under way: this is the request that is being answered.
const underWay = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers.js", () => ({ headers: async () => underWay.headers }));

async function worldOf(away: { api: boolean } = { api: false }) {
  const mock = createMock({ clock: "virtual" });
  const options = mock.verifierOptions();
  const fetch: typeof options.fetch = (input, init) => (away.api ? Promise.reject(new TypeError("fetch failed")) : options.fetch(input, init));
  const verifier = createTokenVerifier({ ...options, fetch: (url, init) => fetch(url, init) });
  const plinto = createPlintoNext({ verifier });
  // As the matcher of the guide has it: the proxy stands in front of the session endpoint too.
  const throughProxy = async (request: Request): Promise<Response> => {
    const before = await plinto.proxy(new NextRequest(request.clone()));
    const response = await plinto.handlers.POST(new Request(request, { headers: passedOn(before) }));
    for (const cookie of before.headers.getSetCookie()) response.headers.append("set-cookie", cookie);
    return response;
  };
  const page = openPage(throughProxy, mock.fetch, origin);
  const ask = (path: string, body: object): Promise<Response> =>
    page.fetch(`/api/plinto${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "include",
    });
  const { email, password } = mock.seed.users.bob;
  const signIn = (): Promise<Response> => ask("/v1/auth/sign-in", { email, password });
  await signIn();
  const visit = (headers: Record<string, string> = {}, method = "GET"): NextRequest =>
    new NextRequest(`${origin}/dashboard`, { method, headers: { cookie: [...page.cookies].map((pair) => pair.join("=")).join("; "), ...headers } });
  const { baseUrl, fetch: api, clock } = mock.connect();
  const admin = createPlintoAdmin({ baseUrl, fetch: api, clock, secretKey: mock.keys.secretKey });
  return { mock, admin, ...plinto, page, ask, signIn, visit };
}

/** The request as Next hands it on after the proxy, which says in headers what it has changed. */
function passedOn(response: Response): Headers {
  const names = response.headers.get("x-middleware-override-headers")?.split(",") ?? [];
  return new Headers(names.map((name): [string, string] => [name, response.headers.get(`x-middleware-request-${name}`)!]));
}

async function rendered(response: Response, auth: () => Promise<unknown>): Promise<unknown> {
  underWay.headers = passedOn(response);
  return auth();
}

test("a page that is rendered knows who visits it, by the cookie of the session", async () => {
  const { mock, auth, proxy, visit } = await worldOf();
  const response = await proxy(visit());
  expect(response.headers.get("x-middleware-next")).toBe("1");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(await rendered(response, auth)).toMatchObject({ status: "signed-in", userId: mock.seed.users.bob.id });
});

test("whoever has no session is signed out, and the page is rendered all the same", async () => {
  const { auth, proxy, page, visit } = await worldOf();
  page.cookies.clear();
  const response = await proxy(visit());
  expect(response.headers.get("x-middleware-next")).toBe("1");
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await rendered(response, auth)).toMatchObject({ status: "signed-out", reason: "credential_missing" });
});

test.each([
  ["is gone", (cookies: Map<string, string>) => cookies.delete(access)],
  ["has ended by the server's clock", () => {}],
  ["is not the server's", (cookies: Map<string, string>) => cookies.set(access, "a.b.c")],
])("an access token that %s is made anew, and the browser gets the new cookies", async (_, spoil) => {
  const { mock, auth, proxy, page, visit } = await worldOf();
  await mock.clock.advance("7m");
  spoil(page.cookies);
  const response = await proxy(visit());
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-plinto-refresh=rt_\S+; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/),
    expect.stringMatching(/^__Host-plinto-access=eyJ\S+; Path=\/; Max-Age=300; HttpOnly; Secure; SameSite=Lax$/),
  ]);
  expect(await rendered(response, auth)).toMatchObject({ status: "signed-in", userId: mock.seed.users.bob.id });
});

test("a session that was ended is signed out, and its cookies go", async () => {
  const { mock, auth, proxy, page, visit } = await worldOf();
  page.cookies.set(refresh, "rt_nothing");
  page.cookies.delete(access);
  const response = await proxy(visit());
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-plinto-refresh=; .*Max-Age=0/),
    expect.stringMatching(/^__Host-plinto-access=; .*Max-Age=0/),
  ]);
  expect(await rendered(response, auth)).toMatchObject({ status: "signed-out" });
  expect(mock.seed.users.bob.id).toMatch(/^usr_/);
});

test("an outage signs nobody out: what is rendered is told", async () => {
  const away = { api: false };
  const { auth, proxy, page, visit } = await worldOf(away);
  page.cookies.delete(access);
  away.api = true;
  const response = await proxy(visit());
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await rendered(response, auth)).toMatchObject({ status: "unavailable", reason: "session_unavailable" });
  away.api = false;
  expect(await rendered(await proxy(visit()), auth)).toMatchObject({ status: "signed-in" });
});

test("a visitor cannot say that there is an outage", async () => {
  const { auth, proxy, page, visit } = await worldOf();
  page.cookies.clear();
  const response = await proxy(visit({ "x-plinto-session-unavailable": "1" }));
  expect(await rendered(response, auth)).toMatchObject({ status: "signed-out" });
});

// Without the access cookie the proxy refreshed before the endpoint did: without grace that is a replay, which ends the session.
test("the page refreshes once, though the proxy stands in front of the session endpoint", async () => {
  const { mock, admin, page, ask } = await worldOf();
  await admin.environment.update({ session: { refreshGraceSeconds: 0 } });
  page.cookies.delete(access);
  const before = mock.requests.length;
  expect((await ask("/v1/auth/refresh", {})).status).toBe(200);
  expect(mock.requests.slice(before).map(({ operationId }) => operationId)).toEqual(["refreshSession"]);
  expect((await ask("/v1/auth/refresh", {})).status).toBe(200);
});

// The proxy signed the call with the access cookie of the session before: 401 session_revoked, until the cookie was gone.
test("whoever's session was ended signs in again, though the cookie of its access token is still there", async () => {
  const { admin, page, signIn } = await worldOf();
  const { session } = (await (await signIn()).json()) as { session: { id: string } };
  await admin.sessions.revoke({ sessionId: session.id });
  expect(page.cookies.has(access)).toBe(true);
  expect((await signIn()).status).toBe(200);
});

test("a form of another site acts for nobody, one of the site itself does", async () => {
  const { auth, proxy, visit } = await worldOf();
  expect(await rendered(await proxy(visit({ origin: "https://evil.test" }, "POST")), auth)).toMatchObject({ status: "signed-out" });
  expect(await rendered(await proxy(visit({ origin }, "POST")), auth)).toMatchObject({ status: "signed-in" });
});

test("a bearer of its own goes first: the cookie is not looked at", async () => {
  const { mock, auth, proxy, visit } = await worldOf();
  const ada = bearer(await tokenOf(mock, "ada"));
  const response = await proxy(visit(ada));
  expect(await rendered(response, auth)).toMatchObject({ userId: mock.seed.users.ada.id });
  expect(await auth(new NextRequest(`${origin}/api/data`, { headers: ada }))).toMatchObject({ userId: mock.seed.users.ada.id });
});

// A staging site behind a password: the browser adds Basic to every request, and everybody was signed out.
test("a header Authorization of another scheme is nobody's session: the cookie counts, and gives way to nothing", async () => {
  const { mock, auth, proxy, page, visit } = await worldOf();
  const basic = { authorization: "Basic c3RhZ2U6cHc=" };
  const response = await proxy(visit(basic));
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(await rendered(response, auth)).toMatchObject({ status: "signed-in", userId: mock.seed.users.bob.id });
  page.cookies.clear();
  expect(await rendered(await proxy(visit(basic)), auth)).toMatchObject({ status: "signed-out", reason: "credential_missing" });
});

test("two visitors at once stay two", async () => {
  const { mock, auth, proxy, visit, page } = await worldOf();
  page.cookies.delete(access);
  const ada = bearer(await tokenOf(mock, "ada"));
  const responses = await Promise.all([proxy(visit()), proxy(visit(ada)), proxy(visit())]);
  const seen: unknown[] = [];
  for (const response of responses) seen.push(((await rendered(response, auth)) as { userId: string }).userId);
  const { ada: a, bob: b } = mock.seed.users;
  expect(seen).toEqual([b.id, a.id, b.id]);
});

test("without a verifier it says what to pass", () => {
  expect(() => createPlintoNext({} as never)).toThrow(expect.objectContaining({ code: "verifier_missing" }));
});
