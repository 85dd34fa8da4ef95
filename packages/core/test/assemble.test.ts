import { inspect } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { assemble } from "../src/assemble.ts";
import { createPlinto } from "../src/plinto.ts";
import type { Channel, Locks, LogEntry } from "../src/ports.ts";
import { memoryStorage } from "../src/session/storage.ts";
import { BASE_URL, type TestFacade, complete, rejection, sessionKit, signedInKit, user, operations } from "./support/fixtures.ts";
import { ScriptedServer, json, problem } from "./support/scripted-server.ts";

afterEach(() => vi.unstubAllGlobals());

const NEEDS_STORAGE = "Outside a browser pass storage, or use plinto.withSession(accessToken) per request";

test("outside a browser every member of the session throws without storage", async () => {
  const plinto = assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL });
  for (const member of ["status", "current", "pending", "subscribe", "getToken", "ready", "close"] as const) {
    expect(() => plinto.session[member]).toThrow(expect.objectContaining({ kind: "config", code: "session_storage_required", message: NEEDS_STORAGE }));
  }
});

test("outside a browser operations of the session are refused before any request, others are not", async () => {
  const server = new ScriptedServer().on("GET /v1/health", () => json({ status: "ok" }));
  const plinto = assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL, fetch: server.fetch });
  const error = await rejection(plinto.signIn({}));
  expect(error).toMatchObject({ kind: "config", code: "session_storage_required", message: NEEDS_STORAGE });
  expect(await plinto.getHealth()).toEqual({ status: "ok" });
  expect(server.seen).toHaveLength(1);
});

test("in a browser the session lives in memory by default, with one hint for test keys", () => {
  vi.stubGlobal("window", { addEventListener: () => {} });
  vi.stubGlobal("document", {});
  const hints = (options: object): string[] => {
    const log: LogEntry[] = [];
    assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL, logger: { write: (entry) => void log.push(entry) }, ...options }).session.close();
    return log.map(({ message }) => message);
  };
  expect(hints({ publishableKey: "pk_test_1" })).toEqual(["The session ends with the page: pass webStorage() as storage, or a sessionEndpoint"]);
  expect(hints({ publishableKey: "pk_live_1" })).toEqual([]);
  expect(hints({ publishableKey: "pk_test_1", storage: memoryStorage() })).toEqual([]);
  expect(hints({ publishableKey: "pk_test_1", sessionEndpoint: "/api/plinto" })).toEqual([]);
});

test("withSession sends its own token, never refreshes, and its session throws", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/users/me", () => problem(401, "access_token_expired"));
  const bound = plinto.withSession("at_bound");
  expect(await rejection(bound.getMe())).toMatchObject({ code: "access_token_expired" });
  expect(server.asked("GET /v1/users/me").map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer at_bound"]);
  expect(server.asked("POST /v1/auth/refresh")).toEqual([]);
  expect(() => bound.session.current).toThrow(
    expect.objectContaining({ code: "session_unavailable", message: "withSession is for one request, without a session" }),
  );
  expect(plinto.session.status).toBe("active");
});

test("withSession works on a server, where its operations of the session have no effect on anybody else", async () => {
  const server = new ScriptedServer().on("POST /v1/auth/sign-out", () => new Response(null, { status: 204 }));
  const plinto = assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL, fetch: server.fetch });
  await plinto.withSession("at_bound").signOut();
  expect(server.seen[0]?.headers.get("authorization")).toBe("Bearer at_bound");
});

test.each(["at_x\ninjected: yes", "at x", "", undefined, null])(
  "withSession and forOrganization refuse %j, which no header can carry, without showing it",
  (text) => {
    const { plinto } = sessionKit();
    const refusal = expect.objectContaining({ code: "credential_malformed", message: "A key, token or id is missing or has spaces or line ends" });
    expect(() => plinto.withSession(text as string)).toThrow(refusal);
    expect(() => plinto.forOrganization(text as string)).toThrow(refusal);
  },
);

test("forOrganization sends the header and fills in orgId, with the session's own token, on every door", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/organizations/org_7", () => json({ id: "org_7" }));
  const organization = plinto.forOrganization("org_7");
  expect(await organization.getOrganization()).toEqual({ id: "org_7" });
  await organization.http.GET("/v1/users/me");
  await plinto.getMe();
  expect(server.seen.slice(1).map(({ headers }) => [headers.get("plinto-organization"), headers.get("authorization")])).toEqual([
    ["org_7", "Bearer at_1"],
    ["org_7", "Bearer at_1"],
    [null, "Bearer at_1"],
  ]);
});

test("forOrganization refuses an id that no header can carry", () => {
  const { plinto } = sessionKit();
  expect(() => plinto.forOrganization("org_7\n")).toThrow(expect.objectContaining({ code: "credential_malformed" }));
});

test("of two resources of one name, forOrganization has the methods of both, and where both have one, the organization's", async () => {
  const server = new ScriptedServer()
    .on("GET /v1/organizations/org_7/sessions", () => json({ data: [{ id: "ses_7" }], nextCursor: null, prevCursor: null }))
    .on("GET /v1/sessions/ses_7", () => json({ id: "ses_7" }));
  const { sessions } = createPlinto({ baseUrl: BASE_URL, fetch: server.fetch, storage: memoryStorage() }).forOrganization("org_7");
  expect(await sessions.list().toArray({ max: 5 })).toEqual([{ id: "ses_7" }]);
  expect(await sessions.get({ sessionId: "ses_7" })).toEqual({ id: "ses_7" });
});

test("http carries the session too, refresh and replay included", async () => {
  const { plinto, server } = await signedInKit();
  server.on(
    "GET /v1/users/me",
    () => problem(401, "access_token_expired"),
    () => json(user),
  );
  expect((await plinto.http.GET("/v1/users/me")).data).toEqual(user);
  expect(server.asked("GET /v1/users/me").map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer at_1", "Bearer at_2"]);
});

test("http does not replay a stream, which can be read once", async () => {
  const { plinto, server } = await signedInKit();
  server.on("POST /v1/organizations", () => problem(401, "access_token_expired"));
  const init = { body: new ReadableStream(), headers: { "content-type": "application/octet-stream" } } as never;
  expect((await plinto.http.POST("/v1/organizations", init)).response.status).toBe(401);
  expect(server.asked("POST /v1/organizations")).toHaveLength(1);
});

test("a secret key takes the place of a session", async () => {
  const { plinto, server } = await signedInKit({ secretKey: "sk_test_1" });
  await plinto.getMe();
  expect(server.asked("GET /v1/users/me")[0]?.headers.get("authorization")).toBe("Bearer sk_test_1");
});

test("two clients in one process never meet", async () => {
  const one = await signedInKit();
  const two = sessionKit();
  await two.plinto.session.ready();
  expect([one.plinto.session.status, two.plinto.session.status]).toEqual(["active", "signed-out"]);
});

test("packages that build on the client have its locks and channels, bound to an organization as well", () => {
  const locks: Locks = { request: () => Promise.resolve() };
  const channel = (): Channel => ({ onmessage: null, postMessage: () => {}, close: () => {} });
  const plinto = assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL, storage: memoryStorage(), locks, channel });
  for (const { transport } of [plinto, plinto.forOrganization("org_1")]) expect([transport.locks, transport.channel]).toEqual([locks, channel]);
  plinto.session.close();
});

test("printing a client shows no secret", async () => {
  const { plinto } = await signedInKit({ secretKey: "sk_test_secret" });
  const printed =
    inspect(plinto, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(plinto) + inspect(plinto.withSession("at_bound"), { depth: 10 });
  expect(printed).not.toMatch(/sk_test_secret|at_1|rt_1|at_bound/);
});

test("createPlinto has the generated resources, bound to an organization as well", async () => {
  const server = new ScriptedServer()
    .on("POST /v1/auth/sign-in", () => json(complete(1)))
    .on("GET /v1/organizations/org_7/members", () => json({ data: [{ userId: "usr_1" }], nextCursor: null, prevCursor: null }));
  const plinto = createPlinto({ baseUrl: BASE_URL, fetch: server.fetch, storage: memoryStorage() });
  const result = await plinto.auth.signIn({ email: "ada@acme.test", password: "correct horse" });
  expect(result.status).toBe("complete");
  expect(plinto.session.current?.user.email).toBe("ada@acme.test");
  expect(await plinto.organizations.members.list({ orgId: "org_7" }).toArray({ max: 5 })).toEqual([{ userId: "usr_1" }]);
  expect(await plinto.forOrganization("org_7").members.list().toArray({ max: 5 })).toEqual([{ userId: "usr_1" }]);
  expect(server.seen.at(-1)?.headers.get("plinto-organization")).toBe("org_7");
});
