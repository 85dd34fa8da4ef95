import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment } from "../api.ts";

test("a method that a path does not have is 405 with those it has", async () => {
  const mock = createMock();
  const response = await mock.fetch(`${mock.baseUrl}/v1/auth/sign-in`, { method: "PUT", body: "{}" });
  expect({ status: response.status, allow: response.headers.get("allow"), body: await response.json() }).toMatchObject({
    status: 405,
    allow: "POST, OPTIONS",
    body: { code: "method_not_allowed", detail: "Use one of those in the header `Allow`." },
  });
  const unusual = await mock.fetch(`${mock.baseUrl}/v1/organizations`, { method: "PROPFIND" });
  expect([unusual.status, unusual.headers.get("allow")]).toEqual([405, "GET, HEAD, POST, OPTIONS"]);
});

test("OPTIONS without a preflight tells the methods of a path", async () => {
  const mock = createMock();
  const response = await mock.fetch(`${mock.baseUrl}/v1/organizations`, { method: "OPTIONS" });
  expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([204, "GET, HEAD, POST, OPTIONS", ""]);
  expect((await mock.fetch(`${mock.baseUrl}/v1/nothing`, { method: "OPTIONS" })).status).toBe(404);
});

test("HEAD has the status and headers of GET, the length of its body, and no body", async () => {
  const mock = createMock();
  const headers = { authorization: `Bearer ${mock.keys.secretKey}` };
  for (const path of ["/v1/version", "/v1/environment", "/v1/users/usr_01j00000000000000000000000", "/v1/nothing"]) {
    const get = await mock.fetch(mock.baseUrl + path, { headers });
    const head = await mock.fetch(mock.baseUrl + path, { method: "HEAD", headers });
    expect(head.status).toBe(get.status);
    expect(await head.text()).toBe("");
    expect(head.headers.get("content-length")).toBe(String((await get.arrayBuffer()).byteLength));
    expect([head.headers.get("content-type"), head.headers.get("etag")]).toEqual([get.headers.get("content-type"), get.headers.get("etag")]);
  }
});

test.each([
  ["/v1/version/", "/v1/version"],
  ["/api/v1/version", "/v1/version"],
  ["/api/v1/version/", "/v1/version"],
  ["/v1/users/?q=a%2Fb&pageSize=1", "/v1/users?q=a%2Fb&pageSize=1"],
  ["/.well-known/jwks.json/", "/.well-known/jwks.json"],
  ["/v1/version////", "/v1/version"],
])("%s is sent on to %s", async (old, present) => {
  const mock = createMock({ baseUrl: "https://api.plinto.test/base" });
  const response = await mock.fetch(mock.baseUrl + old, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([308, `/base${present}`]);
});

test("a call with an older path is answered as one with the present path, body and credential kept", async () => {
  const mock = createMock();
  const { body, status } = await asEnvironment(mock).post("/api/v1/users/", { email: "zoe@acme.test" });
  expect([status, body.email]).toEqual([201, "zoe@acme.test"]);
  expect(mock.requests.map((request) => [request.path, request.status])).toEqual([
    ["/api/v1/users/", 308],
    ["/v1/users", 201],
  ]);
  await expect(mock.fetch(`${mock.baseUrl}/v1/version/`, { redirect: "error" })).rejects.toThrow(
    "fetch failed: /v1/version/ has moved and the call follows no redirects",
  );
});

test.each(["/", "", "//v1/version", "/v1//version", "/v1/version//x", "/api/", "/api/api/v1/version", "/v2/version", "//evil.test/v1/version/", "/v1"])(
  "%j is no path of the API and leads nowhere",
  async (path) => {
    const mock = createMock();
    const response = await mock.fetch(mock.baseUrl + path, { redirect: "manual" });
    expect({ status: response.status, location: response.headers.get("location"), body: await response.json() }).toMatchObject({
      status: 404,
      location: null,
      body: { code: "not_found", detail: "There is no operation at this path." },
    });
  },
);

test("who asks for the address of the sockets by a plain request is told what opens one", async () => {
  const mock = createMock();
  const response = await mock.fetch(`${mock.baseUrl}/v1/ws`);
  expect([response.status, await response.json()]).toEqual([
    404,
    expect.objectContaining({
      code: "not_found",
      detail: "A WebSocket is opened here, and nothing else. Offer the subprotocol plinto.v1 in the header Sec-WebSocket-Protocol.",
    }),
  ]);
});

test("a path of nothing but slashes is answered at once", async () => {
  const mock = createMock();
  const flood = "/".repeat(500_000);
  expect((await mock.fetch(`${mock.baseUrl}/v1/version${flood}x`)).status).toBe(404);
  expect((await mock.fetch(`${mock.baseUrl}/v1/version${flood}`, { redirect: "manual" })).headers.get("location")).toBe("/v1/version");
});

test("percent-encoding in a path is read once, and what it cannot mean is refused", async () => {
  const mock = createMock();
  const key = asEnvironment(mock);
  const { id } = mock.seed.users.ada;
  expect((await key.get(`/v1/users/${id.replace("_", "%5F")}`)).body.id).toBe(id);
  for (const part of ["%", "%zz", "%ff", "%c3%28", "%ed%a0%80"])
    expect(await key.get(`/v1/users/${part}`)).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/path/userId", code: "encoding", message: "userId is not UTF-8 with percent-encoding" }] },
    });
  // An encoded slash belongs to the parameter, and an encoded percent sign stays one: neither leads to another path.
  for (const part of ["me%2Femail", "%2525", "%2e%2e%2fenvironment"])
    expect((await key.get(`/v1/users/${part}`)).body.errors).toMatchObject([{ pointer: "/path/userId", code: "pattern" }]);
});

// The list of requests showed the whole link of an invitation, and whoever read it could have joined.
test("a secret in a path never stands in the list of requests, in whatever spelling it came", async () => {
  const mock = createMock();
  const secret = "a-secret-of-an-invitation";
  for (const path of [`/v1/invitations/validate/${secret}`, `/api/v1/invitations/validate/${secret}/`])
    for (const method of ["GET", "HEAD", "DELETE", "OPTIONS"]) await mock.fetch(mock.baseUrl + path, { method, redirect: "manual" });
  expect(new Set(mock.requests.map((request) => request.path))).toEqual(new Set(["/v1/invitations/validate/[redacted]"]));
});

// Paths that only look like the one of an operation were logged with the token in them.
test.each([
  "/v1/invitations/validate/$/x",
  "/V1/invitations/validate/$",
  "/v1/invitations//validate/$",
  "/api//v1/invitations/validate/$",
  "/v1/invitations/validate/a/$",
  "/v1/invitations/validate/x%2F$",
  "/v1/anything/%69t_$",
  "/nothing;token=$",
  "/%/$",
])("a secret in the path %s, which no operation has, does not stand in the list of requests either", async (path) => {
  const mock = createMock();
  const tail = "01j0000000000000000000000SECRET";
  for (const secret of [`it_${tail}`, `rt_${tail}`, `pr_${tail}`, `sk_test_${tail}`, `eyJhbGciOiJSUzI1NiJ9.${tail}.x`])
    for (const method of ["GET", "POST", "OPTIONS"]) await mock.fetch(mock.baseUrl + path.replace("$", secret), { method, redirect: "manual" });
  expect(mock.requests.length).toBeGreaterThan(10);
  expect(JSON.stringify(mock.requests)).not.toMatch(/SECRET/i);
  expect(mock.requests.every((request) => request.path.includes("[redacted]"))).toBe(true);
});

test("what only resembles a secret stays in the list of requests", async () => {
  const mock = createMock();
  const paths = ["/v1/users/usr_01j00000000000000000000000", "/v1/bit_torrent", "/v1/split_x", "/v1/a%20b"];
  for (const path of paths) await mock.fetch(mock.baseUrl + path);
  expect(mock.requests.map((request) => request.path)).toEqual(paths);
});

// A cache or a framework marks the tag as weak on its way; for a read that means the same.
test.each(['"1"', 'W/"1"', '"0", W/"1"', "*"])("If-None-Match: %s of the present version is answered 304", async (tag) => {
  const key = asEnvironment(createMock());
  const answer = await key.get("/v1/environment", { "if-none-match": tag });
  expect([answer.status, answer.body, answer.headers.get("etag")]).toEqual([304, undefined, '"1"']);
});

test("If-Match compares strongly: a weak tag matches nothing", async () => {
  const answer = await asEnvironment(createMock()).patch("/v1/environment", { name: "Other" }, { "if-match": 'W/"1"' });
  expect([answer.status, answer.body.code]).toEqual([412, "precondition_failed"]);
});

// For pages of a browser the list of what an answer depends on had shrunk to Origin.
test("an answer varies by the same headers with an origin and without", async () => {
  const key = asEnvironment(createMock());
  const vary = "Authorization, Plinto-Organization, Origin";
  expect((await key.get("/v1/environment")).headers.get("vary")).toBe(vary);
  expect((await key.get("/v1/environment", { origin: "http://localhost:5173" })).headers.get("vary")).toBe(vary);
});
