import { createPlinto, memoryStorage } from "@plinto/core";
import { createMock, defineSeed } from "@plinto/mock";
import { expect, test } from "vitest";
import { createPlintoAdmin, createSessionEndpoint, type SessionEndpointOptions } from "../../src/index.ts";
import { openPage, type Page } from "../support/browser.ts";

const origin = "https://app.example.test";
const at = (path: string): string => `${origin}/api/plinto${path}`;

function worldOf(options: Partial<SessionEndpointOptions> = {}, mock = createMock({ clock: "virtual" })) {
  const { baseUrl, fetch, clock, publishableKey } = mock.connect();
  const endpoint = createSessionEndpoint({ baseUrl, fetch, clock, ...options });
  const page = openPage((request) => endpoint.handle(request), fetch);
  const client = (): ReturnType<typeof createPlinto> =>
    createPlinto({ baseUrl, publishableKey, clock, fetch: page.fetch, sessionEndpoint: "/api/plinto", storage: memoryStorage() });
  const { email, password } = mock.seed.users.bob;
  const signIn = (plinto = client()) => plinto.auth.signIn({ email, password: password! });
  return { mock, endpoint, page, client, signIn };
}

const refresh = "__Host-plinto-refresh";

function cookieOf({ cookies }: Page): string {
  return [...cookies].map((pair) => pair.join("=")).join("; ");
}

test("the page signs in, calls, refreshes and signs out, and never sees a refresh token", async () => {
  const { mock, page, client } = worldOf();
  const plinto = client();
  const { email, password } = mock.seed.users.bob;
  expect(await plinto.auth.signIn({ email, password: password! })).toMatchObject({ status: "complete" });
  expect(page.cookies.get(refresh)).toMatch(/^rt_/);
  const first = page.cookies.get(refresh);
  expect((await plinto.users.getMe()).id).toBe(mock.seed.users.bob.id);
  await mock.clock.advance("6m");
  expect((await plinto.users.getMe()).id).toBe(mock.seed.users.bob.id);
  expect(page.cookies.get(refresh)).not.toBe(first);
  await plinto.auth.signOut();
  expect(page.cookies.has(refresh)).toBe(false);
  expect(page.seen.join("\n")).not.toContain("rt_");
});

test("the cookie is out of reach of scripts and of other sites, and ends with the session", async () => {
  const { page, signIn } = worldOf();
  await signIn();
  const line = page.setCookies.find((one) => one.startsWith(refresh))!;
  expect(line).toMatch(/^__Host-plinto-refresh=rt_\S+; Path=\/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax$/);
});

test("a page that was loaded anew finds its session by the cookie", async () => {
  const { mock, client, signIn } = worldOf();
  await signIn();
  const reloaded = client();
  await reloaded.session.ready();
  expect(reloaded.session.current?.user.id).toBe(mock.seed.users.bob.id);
});

// The path of the API was looked for from the front: below a /v1/ of one's own every operation was 404.
test("the endpoint may stand below a version of its own", async () => {
  const mock = createMock();
  const { baseUrl, fetch, publishableKey } = mock.connect();
  const endpoint = createSessionEndpoint({ baseUrl, fetch });
  const page = openPage((request) => endpoint.handle(request), fetch);
  const plinto = createPlinto({ baseUrl, publishableKey, fetch: page.fetch, sessionEndpoint: "/api/v1/plinto", storage: memoryStorage() });
  const { email, password } = mock.seed.users.bob;
  expect(await plinto.auth.signIn({ email, password: password! })).toMatchObject({ status: "complete" });
  await plinto.auth.signOut();
  expect(page.cookies.has(refresh)).toBe(false);
});

test("switching the organization and proving oneself again keep the session and its cookie", async () => {
  const { mock, page, client, signIn } = worldOf();
  const plinto = client();
  await signIn(plinto);
  const before = page.cookies.get(refresh);
  await plinto.auth.switchOrganization({ organizationId: mock.seed.organizations.acme.id });
  await plinto.auth.stepUp({ method: "password", password: mock.seed.users.bob.password! });
  expect(plinto.session.current?.organizationId).toBe(mock.seed.organizations.acme.id);
  expect(page.cookies.get(refresh)).toBe(before);
  await mock.clock.advance("6m");
  expect((await plinto.users.getMe()).id).toBe(mock.seed.users.bob.id);
});

test("a second factor goes through too, and only then there is a cookie", async () => {
  const mock = createMock({ seed: defineSeed({ users: { eve: { email: "eve@acme.test", mfa: true } } }) });
  const { baseUrl, fetch, publishableKey } = mock.connect();
  const endpoint = createSessionEndpoint({ baseUrl, fetch });
  const page = openPage((request) => endpoint.handle(request), fetch);
  const plinto = createPlinto({ baseUrl, publishableKey, fetch: page.fetch, sessionEndpoint: "/api/plinto", storage: memoryStorage() });
  await mock.ready();
  const { email, password } = mock.seed.users.eve;
  const result = await plinto.auth.signIn({ email, password: password! });
  if (result.status !== "mfa_required") throw new Error(result.status);
  expect(page.cookies.has(refresh)).toBe(false);
  expect(result.deviceCanBeRemembered).toBe(true);
  await plinto.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code: mock.totp("eve") } });
  expect(plinto.session.status).toBe("active");
  expect(page.cookies.get(refresh)).toMatch(/^rt_/);
  expect(page.seen.join("\n")).not.toContain("rt_");
});

test("a browser is the same device the next time", async () => {
  const { mock, page, client, signIn } = worldOf();
  const plinto = client();
  await signIn(plinto);
  expect(page.cookies.get("__Host-plinto-device")).toMatch(/^[0-9a-f]{32}$/);
  await plinto.auth.signOut();
  await signIn(plinto);
  expect((await plinto.devices.list()).data).toHaveLength(1);
  expect((await plinto.sessions.list()).data[0]).toMatchObject({ userAgent: expect.stringContaining("Firefox") });
  expect(mock.seed.users.bob.id).toBe(plinto.session.current?.user.id);
});

const post = (path: string, headers: Record<string, string>, body?: string): Request =>
  new Request(at(path), { method: "POST", headers, ...(body !== undefined && { body }) });
const json = { "content-type": "application/json" };

test.each<[string, Record<string, string>]>([
  ["another site", { origin: "https://evil.test" }],
  ["a page of a sandbox", { origin: "null" }],
  ["another port of the host", { origin: "https://app.example.test:8443" }],
  ["the host without TLS", { origin: "http://app.example.test" }],
  ["a host that begins alike", { origin: "https://app.example.test.evil.test" }],
  ["nobody knows whom", {}],
  ["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
])("a request from %s is refused, and the API hears nothing of it", async (_, headers) => {
  const { mock, endpoint, page, signIn } = worldOf();
  await signIn();
  const before = mock.requests.length;
  const cookie = `${refresh}=${page.cookies.get(refresh)}`;
  for (const path of ["/v1/auth/refresh", "/v1/auth/sign-out", "/v1/auth/sign-in"]) {
    const response = await endpoint.handle(post(path, { ...json, cookie, ...headers }, "{}"));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "origin_not_allowed" });
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(mock.requests.length).toBe(before);
});

test("origins that are named may use it, and read its answers; others may not", async () => {
  const { endpoint } = worldOf({ origins: ["https://www.example.test"] });
  const preflight = await endpoint.handle(new Request(at("/v1/auth/refresh"), { method: "OPTIONS", headers: { origin: "https://www.example.test" } }));
  expect([preflight.status, preflight.headers.get("access-control-allow-origin"), preflight.headers.get("access-control-allow-credentials")]).toEqual([
    204,
    "https://www.example.test",
    "true",
  ]);
  const allowed = await endpoint.handle(post("/v1/auth/refresh", { origin: "https://www.example.test" }));
  expect([allowed.status, allowed.headers.get("access-control-allow-origin"), allowed.headers.get("vary")]).toEqual([
    401,
    "https://www.example.test",
    "Origin",
  ]);
  const own = await endpoint.handle(post("/v1/auth/refresh", { origin }));
  expect([own.status, own.headers.get("access-control-allow-origin")]).toEqual([403, null]);
});

test("behind a proxy that ends TLS the host says whose page it is", async () => {
  const { endpoint } = worldOf();
  const inner = new Request("http://10.0.0.7:3000/api/plinto/v1/auth/refresh", { method: "POST", headers: { origin, host: "app.example.test" } });
  expect((await endpoint.handle(inner)).status).toBe(401);
});

test.each(["/v1/users/me", "/v1/auth/session", "/v1/organizations", "/v1/auth/refresh/../../users", "/v1/mfa/challenges/a%2Fb/verify", "/nothing"])(
  "%s does not go through the endpoint",
  async (path) => {
    const { mock, endpoint } = worldOf();
    const response = await endpoint.handle(post(path, { origin, ...json }, "{}"));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "not_found"]);
    expect((await endpoint.handle(new Request(at("/v1/auth/refresh"), { headers: { origin } }))).status).toBe(404);
    expect(mock.requests).toHaveLength(0);
  },
);

test("a form, which any site can post, and a body without end are refused", async () => {
  const { endpoint } = worldOf();
  const form = await endpoint.handle(post("/v1/auth/sign-in", { origin, "content-type": "text/plain" }, "{}"));
  expect([form.status, ((await form.json()) as { code: string }).code]).toEqual([415, "unsupported_media_type"]);
  const long = await endpoint.handle(post("/v1/auth/sign-in", { origin, ...json }, JSON.stringify({ email: "a".repeat(70_000) })));
  expect([long.status, ((await long.json()) as { code: string }).code]).toEqual([413, "payload_too_large"]);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(10_000));
    },
  });
  const endless = await endpoint.handle(
    new Request(at("/v1/auth/sign-in"), { method: "POST", headers: { origin, ...json }, body, duplex: "half" } as RequestInit),
  );
  expect(endless.status).toBe(413);
  expect(sent).toBeLessThan(12);
});

test("a refresh token that a page says it has is not asked for, and without a cookie nobody is", async () => {
  const { mock, endpoint, page, signIn } = worldOf();
  await signIn();
  const before = mock.requests.length;
  const response = await endpoint.handle(post("/v1/auth/refresh", { origin, ...json }, JSON.stringify({ refreshToken: page.cookies.get(refresh) })));
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, "refresh_token_invalid"]);
  expect(mock.requests.length).toBe(before);
});

test("the cookie is what counts, whatever refresh token a page sends beside it", async () => {
  const { mock, endpoint, page, signIn } = worldOf();
  await signIn();
  const cookie = cookieOf(page);
  const response = await endpoint.handle(post("/v1/auth/refresh", { origin, cookie, ...json }, JSON.stringify({ refreshToken: "rt_of_somebody_else" })));
  expect([response.status, ((await response.json()) as { userId: string }).userId]).toEqual([200, mock.seed.users.bob.id]);
});

test("a session that the server has ended takes its cookie along", async () => {
  const { mock, page, client, signIn } = worldOf();
  const plinto = client();
  await signIn(plinto);
  const { storage: _, ...transport } = mock.connect();
  await createPlinto(transport)
    .withSession((await plinto.session.getToken())!)
    .sessions.revoke({ sessionId: plinto.session.current!.id });
  await mock.clock.advance("6m");
  expect(await plinto.session.getToken()).toBeNull();
  expect(page.cookies.has(refresh)).toBe(false);
});

test("an API that is away is 503 and no sign-out; whoever signs out then is signed out all the same", async () => {
  const mock = createMock();
  const { baseUrl } = mock.connect();
  let away = false;
  const endpoint = createSessionEndpoint({
    baseUrl,
    fetch: async (url, init) => {
      if (away) throw new TypeError("fetch failed");
      return mock.fetch(url, init);
    },
  });
  const page = openPage((request) => endpoint.handle(request), mock.fetch);
  const { email, password } = mock.seed.users.bob;
  const ask = (path: string, body: object): Promise<Response> =>
    page.fetch(`/api/plinto${path}`, { method: "POST", headers: json, body: JSON.stringify(body), credentials: "include" });
  expect((await ask("/v1/auth/sign-in", { email, password })).status).toBe(200);
  away = true;
  const refused = await ask("/v1/auth/refresh", {});
  expect([refused.status, refused.headers.get("retry-after"), ((await refused.json()) as { code: string }).code]).toEqual([503, "1", "api_unreachable"]);
  expect(page.cookies.has(refresh)).toBe(true);
  away = false;
  expect((await ask("/v1/auth/refresh", {})).status).toBe(200);
  away = true;
  expect((await ask("/v1/auth/sign-out", {})).status).toBe(503);
  expect(page.cookies.has(refresh)).toBe(false);
});

test("an API that never answers is given up", async () => {
  const waits: number[] = [];
  const endpoint = createSessionEndpoint({
    baseUrl: "https://api.example.test",
    timeoutMs: 1_000,
    clock: {
      now: () => 0,
      setTimeout(callback, ms) {
        waits.push(ms);
        queueMicrotask(callback);
        return () => {};
      },
    },
    fetch: (_, init) => new Promise((__, reject) => init.signal!.addEventListener("abort", () => reject(new Error("aborted")))),
  });
  const response = await endpoint.handle(post("/v1/auth/sign-in", { origin, ...json }, "{}"));
  expect([response.status, waits]).toEqual([503, [1_000]]);
});

test("a server that renders pages gets an access token for the cookies, one refresh for requests that come at once", async () => {
  const { mock, endpoint, page, signIn } = worldOf({ accessCookie: true });
  await signIn();
  const reading = (): Request => new Request(`${origin}/dashboard`, { headers: { cookie: cookieOf(page) } });
  expect(await endpoint.restore(reading())).toMatchObject({ status: "signed-in", accessToken: page.cookies.get("__Host-plinto-access"), cookies: [] });
  page.cookies.delete("__Host-plinto-access");
  const before = mock.requests.length;
  const restored = await Promise.all([endpoint.restore(reading()), endpoint.restore(reading()), endpoint.restore(reading())]);
  expect(mock.requests.length - before).toBe(1);
  for (const one of restored)
    expect(one).toMatchObject({
      status: "signed-in",
      cookies: [expect.stringMatching(/^__Host-plinto-refresh=rt_/), expect.stringMatching(/^__Host-plinto-access=eyJ/)],
    });
  expect(await endpoint.restore(new Request(origin))).toEqual({ status: "signed-out", cookies: [] });
});

test("visitors who come at once get their own sessions", async () => {
  const { mock, endpoint, page, client, signIn } = worldOf();
  await signIn();
  const cookies = [cookieOf(page)];
  page.cookies.clear();
  const { email, password } = mock.seed.users.ada;
  await client().auth.signIn({ email, password: password! });
  cookies.push(cookieOf(page));
  const restored = await Promise.all([...cookies, ...cookies].map((cookie) => endpoint.restore(new Request(origin, { headers: { cookie } }))));
  const subjects = restored.map((one) => one.status === "signed-in" && (JSON.parse(atob(one.accessToken.split(".")[1]!)) as { sub: string }).sub);
  const { ada, bob } = mock.seed.users;
  expect(subjects).toEqual([bob.id, ada.id, bob.id, ada.id]);
});

test("whoever is refused for now is signed out, and keeps the cookie", async () => {
  const { mock, endpoint, page, signIn } = worldOf();
  await signIn();
  const { baseUrl, fetch, clock } = mock.connect();
  await createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey }).users.ban({ userId: mock.seed.users.bob.id });
  const restored = await endpoint.restore(new Request(origin, { headers: { cookie: cookieOf(page) } }));
  expect(restored.status).toBe("signed-out");
});

test("cookies count for reading, and for changing only where the page is one's own", async () => {
  const { endpoint, page, signIn } = worldOf({ accessCookie: true });
  await signIn();
  const cookie = cookieOf(page);
  const changing = (from: string): Request => new Request(`${origin}/action`, { method: "POST", headers: { cookie, origin: from } });
  expect(await endpoint.restore(changing("https://evil.test"))).toEqual({ status: "signed-out", cookies: [] });
  expect(await endpoint.restore(changing(origin))).toMatchObject({ status: "signed-in" });
});

test("a cookie with what no header carries is none", async () => {
  const { mock, endpoint } = worldOf();
  const before = mock.requests.length;
  const response = await endpoint.handle(post("/v1/auth/refresh", { origin, cookie: `${refresh}=rt_"evil"; other=1` }));
  expect(response.status).toBe(401);
  expect(mock.requests.length).toBe(before);
});

// The code was looked for in the text, without room for a space: the cookie of a session that was over stayed.
test.each(["compact", "with spaces"])("an API whose JSON is %s says that a session is over", async (form) => {
  const text = JSON.stringify({ status: 401, code: "refresh_token_reused" }, undefined, form === "compact" ? 0 : 2);
  const endpoint = createSessionEndpoint({ baseUrl: "https://api.example.test", fetch: async () => new Response(text, { status: 401 }) });
  const headers = { cookie: `${refresh}=rt_1`, origin };
  expect(await endpoint.restore(new Request(origin, { headers }))).toEqual({
    status: "signed-out",
    cookies: [expect.stringMatching(/^__Host-plinto-refresh=; .*Max-Age=0/)],
  });
  expect((await endpoint.handle(post("/v1/auth/refresh", headers))).headers.getSetCookie()).toEqual([expect.stringMatching(/Max-Age=0/)]);
});

// "Never rejects" was not so for these, and where nobody waits for the promise that ends the process.
test.each<[string, () => Request | Promise<Request>, number, string]>([
  [
    "a visitor who goes away in the middle",
    () =>
      new Request(at("/v1/auth/sign-in"), {
        method: "POST",
        headers: { origin, ...json },
        body: new ReadableStream({ start: (controller) => controller.error(new Error("aborted")) }),
        duplex: "half",
      } as RequestInit),
    400,
    "request_malformed",
  ],
  [
    "a body that was read before",
    async () => {
      const request = post("/v1/auth/sign-in", { origin, ...json }, "{}");
      await request.text();
      return request;
    },
    500,
    "body_not_raw",
  ],
])("%s is answered", async (_, make, status, code) => {
  const { endpoint } = worldOf();
  const response = await endpoint.handle(await make());
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
});

test.each(["null", "[]", "<html>", '{"status":"complete"}', '{"signIn":null}'])(
  "an API that answers %s where a session is due is passed on, without a cookie",
  async (text) => {
    const endpoint = createSessionEndpoint({ baseUrl: "https://api.example.test", fetch: async () => new Response(text) });
    for (const path of ["/v1/auth/sign-in", "/v1/auth/refresh", "/v1/invitations/accept"]) {
      const response = await endpoint.handle(post(path, { origin, cookie: `${refresh}=rt_1` }));
      expect([response.status, response.headers.getSetCookie().filter((line) => !line.startsWith("__Host-plinto-device="))]).toEqual([200, []]);
    }
  },
);

test("an answer that has no body by its status is passed on", async () => {
  const endpoint = createSessionEndpoint({ baseUrl: "https://api.example.test", fetch: async () => new Response(null, { status: 205 }) });
  expect((await endpoint.handle(post("/v1/auth/sign-out", { origin }))).status).toBe(205);
});

// A browser adds the password of a staging site to every request: it is not the API's, and not to be shown to it.
test("a header Authorization that is no bearer stays here", async () => {
  const seen: (string | null)[] = [];
  const endpoint = createSessionEndpoint({
    baseUrl: "https://api.example.test",
    fetch: async (_, init) => {
      seen.push(new Headers(init.headers).get("authorization"));
      return Response.json({});
    },
  });
  for (const authorization of ["Basic c3RhZ2U6cHc=", "Bearer eyJ"]) await endpoint.handle(post("/v1/auth/sign-out", { origin, authorization }));
  expect(seen).toEqual([null, "Bearer eyJ"]);
});

// Behind a proxy that ends TLS the server sees http for both: a page without TLS, which anybody on the way can write, passed too.
test("a page without TLS counts on one's own machine alone, unless it is named", async () => {
  const ask = async (host: string, options: Partial<SessionEndpointOptions> = {}): Promise<number> => {
    const { endpoint } = worldOf(options);
    const headers = { host, origin: `http://${host}` };
    return (await endpoint.handle(new Request(`http://${host}/api/plinto/v1/auth/refresh`, { method: "POST", headers }))).status;
  };
  expect(await Promise.all(["localhost:3000", "shop.localhost", "127.0.0.1:8080", "[::1]:8080"].map((host) => ask(host)))).toEqual([401, 401, 401, 401]);
  expect(await Promise.all(["app.example.test", "localhost.evil.test", "127.evil.test"].map((host) => ask(host)))).toEqual([403, 403, 403]);
  expect(await ask("app.example.test", { origins: ["http://app.example.test"] })).toBe(401);
});

test.each<[object, RegExp]>([
  [{ baseUrl: "api.test" }, /baseUrl must be an http\(s\) URL/],
  [{ baseUrl: "https://api.test", origins: ["https://app.test/"] }, /which is no origin such as/],
  [{ baseUrl: "https://api.test", cookieName: "a b" }, /cookieName must be/],
  [{ baseUrl: "https://api.test", timeoutMs: 0 }, /timeoutMs must be/],
])("the options %j are refused when the endpoint is made", (options, message) => {
  expect(() => createSessionEndpoint(options as never)).toThrow(expect.objectContaining({ code: "option_invalid", message: expect.stringMatching(message) }));
});
