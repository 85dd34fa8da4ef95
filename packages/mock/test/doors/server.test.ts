import { Agent, request as httpRequest } from "node:http";
import { connect, createServer as createSocketServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { serveMock, type ServedMock, type ServeOptions } from "../../src/doors/server.ts";
import { createMock, type Mock } from "../../src/index.ts";

const closings: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close();
});

async function serve(mock: Mock<never> | Mock, options?: ServeOptions): Promise<ServedMock> {
  const served = await serveMock(mock as Mock, options);
  closings.push(served.close);
  return served;
}

/** Writes text to the port and returns everything that comes back until `until` does or the other side hangs up. */
function exchange(url: string, text: string, until: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (until.test(answer)) socket.end();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

function keyed(mock: Mock<never> | Mock): Record<string, string> {
  return { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
}

test("concurrent requests are all answered, each with its own answer", async () => {
  const mock = createMock();
  const { url } = await serve(mock);
  const created = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const body = JSON.stringify({ email: `person-${index}@acme.test` });
      const response = await fetch(`${url}/v1/users`, { method: "POST", headers: keyed(mock), body });
      return ((await response.json()) as { email: string }).email;
    }),
  );
  expect(created).toEqual(Array.from({ length: 40 }, (_, index) => `person-${index}@acme.test`));
  expect(new Set(mock.requests.map((request) => request.id)).size).toBe(40);
});

test("one connection carries many requests, also after one that was refused before its body was read", async () => {
  const { url } = await serve(createMock());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closings.push(() => agent.destroy());
  const sockets = new Set<Socket>();
  const call = (method: string, path: string, body?: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(url + path, { agent, method, headers: body === undefined ? {} : { "content-type": "application/json" } }, (response) => {
        sockets.add(response.socket);
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      });
      request.on("error", reject);
      request.end(body);
    });
  expect(await call("GET", "/v1/health")).toBe(200);
  expect(await call("POST", "/v1/auth/sign-in", `{"email":"${"a".repeat(1_100_000)}"}`)).toBe(413);
  expect(await call("POST", "/v1/nothing", `{"much":"${"a".repeat(100_000)}"}`)).toBe(404);
  expect(await call("GET", "/v1/version")).toBe(200);
  expect(sockets.size).toBe(1);
});

test("a dropped connection ends without an answer: before, nothing happened; after, only the answer is lost", async () => {
  const mock = createMock();
  const { url } = await serve(mock);
  const create = (): Promise<Response> => fetch(`${url}/v1/users`, { method: "POST", headers: keyed(mock), body: JSON.stringify({ email: "zoe@acme.test" }) });
  mock.faults.add({ operation: "createUser", drop: "before", times: 1 });
  await expect(create()).rejects.toThrow(TypeError);
  expect(mock.events.filter((event) => event.type === "user.created")).toHaveLength(0);
  mock.faults.add({ operation: "createUser", drop: "after", times: 1 });
  await expect(create()).rejects.toThrow(TypeError);
  expect(mock.events.filter((event) => event.type === "user.created")).toHaveLength(1);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
});

test("a caller who hangs up in the middle of a body changes nothing, and the server goes on", async () => {
  const mock = createMock();
  const { url } = await serve(mock);
  mock.faults.add({ operation: "createUser", latencyMs: 0, latencyClock: "real", times: 1 });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(
    `POST /v1/users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${mock.keys.secretKey}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"email":`,
  );
  // The fault is gone when the head of the request has arrived.
  await expect.poll(() => mock.faults.active.length).toBe(0);
  socket.destroy();
  await expect
    .poll(() => mock.requests.map(({ operationId, status, code }) => ({ operationId, status, code })))
    .toEqual([{ operationId: "createUser", status: 0, code: "connection_dropped" }]);
  expect(mock.events.filter((event) => event.type === "user.created")).toEqual([]);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
});

test("closing ends open connections and those that wait for an answer, and may be repeated", async () => {
  const mock = createMock({ clock: "virtual" });
  const { url, close } = await serve(mock);
  mock.faults.add({ operation: "getHealth", latencyMs: 60_000 });
  const idle = connect(Number(new URL(url).port), "127.0.0.1");
  const idleClosed = new Promise((resolve) => idle.once("close", resolve));
  await new Promise((resolve) => idle.once("connect", resolve));
  const waiting = fetch(`${url}/v1/health`).catch((error: unknown) => error);
  await expect.poll(() => mock.faults.active.length).toBe(1);
  await close();
  expect(await waiting).toBeInstanceOf(TypeError);
  await idleClosed;
  await close();
  await expect(fetch(`${url}/v1/health`)).rejects.toThrow(TypeError);
});

test("an address of IPv6 stands in brackets in the URL, which becomes base URL and issuer", async () => {
  const mock = createMock();
  const { url } = await serve(mock, { host: "::1" });
  expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect(mock.baseUrl).toBe(url);
  const discovery = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as { issuer: string };
  expect(discovery.issuer).toBe(url);
  expect((await fetch(`${url}/__plinto`)).status).toBe(200);
});

test("two servers stand beside each other and share nothing", async () => {
  const [left, right] = [createMock(), createMock()];
  const [one, two] = [await serve(left), await serve(right)];
  expect(one.url).not.toBe(two.url);
  await fetch(`${one.url}/v1/users`, { method: "POST", headers: keyed(left), body: JSON.stringify({ email: "zoe@acme.test" }) });
  const found = await fetch(`${two.url}/v1/users?email=zoe@acme.test`, { headers: keyed(right) });
  expect(((await found.json()) as { data: unknown[] }).data).toEqual([]);
});

test("worlds answer below their path and by the header, each with its own state; an unknown one is 404", async () => {
  const mock = createMock();
  const { url } = await serve(mock);
  const blue = mock.world("blue");
  await fetch(`${url}/w/blue/v1/users`, { method: "POST", headers: keyed(blue), body: JSON.stringify({ email: "zoe@acme.test" }) });
  const count = async (path: string, headers: Record<string, string>): Promise<number> =>
    ((await (await fetch(`${url}${path}/v1/users?email=zoe@acme.test`, { headers })).json()) as { data: unknown[] }).data.length;
  expect(await count("/w/blue", keyed(blue))).toBe(1);
  expect(await count("", { ...keyed(blue), "plinto-mock-world": "blue" })).toBe(1);
  expect(await count("", keyed(mock))).toBe(0);
  const discovery = (await (await fetch(`${url}/w/blue/.well-known/openid-configuration`)).json()) as { issuer: string };
  expect(discovery.issuer).toBe(`${url}/w/blue`);
  for (const [path, headers] of [
    ["/w/green/v1/health", {}],
    ["/v1/health", { "plinto-mock-world": "green" }],
  ] as const) {
    const response = await fetch(url + path, { headers });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 404,
      body: { code: "not_found", detail: 'The mock has no world "green". Make it with mock.world(id) or over the control plane.' },
    });
  }
});

test("the control plane answers only requests that name this machine; the API has no such rule", async () => {
  const { url } = await serve(createMock());
  const forged = (path: string): Promise<string> => exchange(url, `GET ${path} HTTP/1.1\r\nHost: evil.example\r\n\r\n`, /\}$/);
  expect(await forged("/__plinto")).toMatch(/^HTTP\/1\.1 403 [^]*"code":"host_forbidden"/);
  expect(await forged("/v1/health")).toMatch(/^HTTP\/1\.1 200 /);
});

test("a base URL that was chosen stays, and the server answers with its path and without", async () => {
  const mock = createMock({ baseUrl: "https://plinto.example/identity" });
  const { url } = await serve(mock);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(mock.baseUrl).toBe("https://plinto.example/identity");
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  expect((await fetch(`${url}/identity/v1/health`)).status).toBe(200);
  expect((await fetch(`${url}/identityless/v1/health`)).status).toBe(404);
});

test("every method gets an answer, also those that fetch cannot send", async () => {
  const { url } = await serve(createMock());
  expect(await exchange(url, "TRACE /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n", /\}$/)).toMatch(
    /^HTTP\/1\.1 405 [^]*\r\nallow: GET, HEAD, OPTIONS\r\n[^]*"code":"method_not_allowed"/,
  );
  const head = await fetch(`${url}/v1/version`, { method: "HEAD" });
  expect([head.status, Number(head.headers.get("content-length")) > 10, await head.text()]).toEqual([200, true, ""]);
});

test("what is no HTTP is told so, and the connection ends", async () => {
  const { url } = await serve(createMock());
  // A method in small letters is what `fetch(url, { method: "patch" })` sends.
  const answer = await exchange(url, "patch /v1/users/me HTTP/1.1\r\nHost: localhost\r\n\r\n", /\}$/);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\nconnection: close\r\n/);
  expect(JSON.parse(answer.slice(answer.indexOf("{")))).toMatchObject({
    status: 400,
    code: "request_malformed",
    detail: "Send HTTP/1.1 with the method in capitals; most clients do it by themselves.",
  });
});

test("headers that are too large are refused by name, without a word of what they held", async () => {
  const { url } = await serve(createMock());
  const answer = await exchange(url, `GET /v1/health HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${"secret".repeat(4000)}\r\n\r\n`, /\}$/);
  expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers_too_large"/);
  expect(answer).not.toContain("secret");
});

test("a body is refused by the length it announces, before it is sent", async () => {
  const { url } = await serve(createMock());
  const head = "POST /v1/auth/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n";
  expect(await exchange(url, head, /\}$/)).toMatch(/^HTTP\/1\.1 413 [^]*"code":"payload_too_large"/);
});

test("a port in use, one out of range and a host that is not this machine are told apart", async () => {
  const taken = createSocketServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  closings.push(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const mock = createMock();
  await expect(serveMock(mock, { port })).rejects.toMatchObject({
    code: "port_in_use",
    message: `Port ${port} is in use. Stop what listens there, or choose another port (0 takes a free one).`,
  });
  expect(mock.baseUrl).toBe("https://api.plinto.test");
  await expect(serveMock(mock, { port: 70_000 })).rejects.toMatchObject({
    code: "option_invalid",
    message: "The option port must be a whole number from 0 to 65535.",
  });
  await expect(serveMock(mock, { host: "192.0.2.1" })).rejects.toMatchObject({
    code: "host_unknown",
    message: 'This machine has no address "192.0.2.1". Use 127.0.0.1.',
  });
  await expect(serveMock(mock, { host: "no-such-host.invalid" })).rejects.toMatchObject({ code: "host_unknown" });
  await expect(serveMock(mock, { prot: 4010 } as ServeOptions)).rejects.toMatchObject({
    code: "option_unknown",
    message: 'serveMock has no option "prot". Known options: port, host, ui.',
  });
  const { url } = await serve(mock);
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
});

// Node and the adapter answered these by an empty 400, and nobody could tell what was wrong.
test.each([
  ["no Host", "GET /v1/health HTTP/1.1\r\n", "Send the header Host."],
  ["an empty Host", "GET /v1/health HTTP/1.1\r\nHost:\r\n", "must be a name or an address"],
  ["a Host with a user", "GET /healthz HTTP/1.1\r\nHost: evil.test@127.0.0.1\r\n", "must be a name or an address"],
  ["a Host with a path", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1/\r\n", "must be a name or an address"],
  ["two Hosts", "GET /v1/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n", "once"],
  ["an address without a host as its target", "GET http:// HTTP/1.1\r\nHost: localhost\r\n", "begins with /"],
  ["an address with a password as its target", "GET http://a:secret@localhost/v1/health HTTP/1.1\r\nHost: localhost\r\n", "begins with /"],
  ["* as its target", "GET * HTTP/1.1\r\nHost: localhost\r\n", "for OPTIONS only"],
])("a request with %s is told so by a problem", async (_, text, detail) => {
  const { url } = await serve(createMock());
  const answer = await exchange(url, `${text}\r\n`, /\}$/);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*content-type: application\/problem\+json/);
  expect(JSON.parse(answer.slice(answer.indexOf("{")))).toMatchObject({ status: 400, code: "request_malformed", detail: expect.stringContaining(detail) });
  expect(answer).not.toContain("secret");
});

test("a target that is a whole address is answered as its path, and what it names is the host", async () => {
  const { url } = await serve(createMock());
  const get = (target: string, host: string): Promise<string> => exchange(url, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, /[}\n]$/);
  expect(await get("http://localhost/v1/health", "x")).toMatch(/^HTTP\/1\.1 200 /);
  expect(await get("http://evil.test/__plinto", "localhost")).toMatch(/^HTTP\/1\.1 403 [^]*host_forbidden/);
});

test("a request of HTTP/1.0 needs no Host for the API, and steers nothing without one", async () => {
  const { url } = await serve(createMock());
  expect(await exchange(url, "GET /v1/health HTTP/1.0\r\n\r\n", /\}$/)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await exchange(url, "GET /__plinto HTTP/1.0\r\n\r\n", /\}$/)).toMatch(/^HTTP\/1\.1 403 [^]*host_forbidden/);
});

test("OPTIONS of the server as a whole tells its methods", async () => {
  const { url } = await serve(createMock());
  expect(await exchange(url, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", /\r\n\r\n$/)).toMatch(/^HTTP\/1\.1 204 [^]*\r\nallow: GET, HEAD, POST, /);
});

test("what the server says of a path and a method, mock.fetch says too", async () => {
  const mock = createMock();
  const { url } = await serve(mock);
  const preflight = { origin: "http://localhost:5173", "access-control-request-method": "PATCH" };
  for (const path of ["/v1/users/me", "/api/v1/users/me", "/v1/users/me/", "/v1//users", "/nothing", "/", "/.well-known/jwks.json", "/v1"])
    for (const method of ["GET", "HEAD", "OPTIONS", "DELETE", "PUT"])
      for (const headers of [{}, { origin: "http://localhost:5173" }, ...(method === "OPTIONS" ? [preflight] : [])]) {
        const init = { method, headers, redirect: "manual" } as const;
        const [served, direct] = await Promise.all([fetch(url + path, init), mock.fetch(mock.baseUrl + path, init)]);
        const told = ({ status, headers: names }: Response): object => ({
          status,
          ...Object.fromEntries(
            ["allow", "content-type", "location", "vary", "access-control-allow-origin", "access-control-allow-methods"].map((name) => [name, names.get(name)]),
          ),
        });
        expect({ path, method, ...told(served) }).toEqual({ path, method, ...told(direct) });
      }
});
