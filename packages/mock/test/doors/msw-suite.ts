import nodeHttp from "node:http";
import type { AddressInfo } from "node:net";
import { http, HttpResponse, type RequestHandler } from "msw";
import { setupServer } from "msw/node";
import { afterEach, expect, test, vi } from "vitest";
import { plintoHandlers } from "../../src/doors/msw.ts";
import { setupMockServer } from "../../src/doors/node.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { PlainSocket, tokenOf } from "../realtime/plain-socket.ts";

const closings: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close();
});

function listen(mock: Mock, ...handlers: RequestHandler[]): void {
  const server = setupMockServer(mock, ...handlers);
  closings.push(() => server.close());
  server.listen();
}

/** A server of somebody else on loopback, which answers the same to everything. */
async function otherHost(): Promise<string> {
  const server = nodeHttp.createServer((_, response) => response.end("another host"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function signIn(mock: Mock<{ users: { ada: { email: string } } }>): RequestInit {
  const { email, password } = mock.seed.users.ada;
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password }) };
}

/** The behaviour of the msw door in Node. It is the same whichever msw the file that calls it puts behind `msw`. */
export function testMswDoor(): void {
  test("the mock answers fetch and node:http of the process, and every answer tells its length", async () => {
    const mock = createMock({ baseUrl: "http://api.plinto.test:4010" });
    listen(mock);
    const response = await fetch(`${mock.baseUrl}/v1/auth/sign-in`, signIn(mock));
    const body = await response.clone().arrayBuffer();
    expect(response.headers.get("content-length")).toBe(String(body.byteLength));
    expect(await response.json()).toMatchObject({ status: "complete", user: { email: "ada@acme.test" } });
    // Through the module itself: what was imported by name before listening is the system's own.
    const status = await new Promise((resolve, reject) => {
      nodeHttp
        .get(`${mock.baseUrl}/v1/health`, (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode);
        })
        .on("error", reject);
    });
    expect(status).toBe(200);
  });

  test("other hosts are reached as if the mock were not there", async () => {
    const url = await otherHost();
    listen(createMock());
    expect(await (await fetch(`${url}/v1/health`)).text()).toBe("another host");
  });

  test("handlers of one's own stand beside those of the mock", async () => {
    const mock = createMock();
    listen(
      mock,
      http.get("https://elsewhere.test/greeting", () => HttpResponse.text("hello")),
    );
    expect(await (await fetch("https://elsewhere.test/greeting")).text()).toBe("hello");
    expect((await fetch(`${mock.baseUrl}/v1/health`)).status).toBe(200);
  });

  test("two mocks stand beside each other in one server, and neither sees the other's requests", async () => {
    const left = createMock({ baseUrl: "https://left.test" });
    const right = createMock({ baseUrl: "https://right.test/base" });
    const server = setupServer(...plintoHandlers(left), ...plintoHandlers(right));
    // msw 2 and 3 name this option differently.
    server.listen({ onUnhandledRequest: "error", onUnhandledFrame: "error" } as Parameters<typeof server.listen>[0]);
    closings.push(() => server.close());
    expect((await fetch("https://left.test/v1/health")).status).toBe(200);
    expect((await fetch("https://right.test/base/v1/version")).status).toBe(200);
    expect(left.requests.map((request) => request.operationId)).toEqual(["getHealth"]);
    expect(right.requests.map((request) => request.operationId)).toEqual(["getVersion"]);
  });

  test("the global WebSocket leads to the mock, and what it refuses ends", async () => {
    const mock = createMock();
    listen(mock);
    const address = `${mock.baseUrl.replace("http", "ws")}/v1/ws`;
    const socket = new PlainSocket(address, WebSocket as unknown as typeof mock.WebSocket);
    expect((await socket.authenticate({ token: await tokenOf(mock as unknown as Mock, "ada") })).principal).toEqual({
      type: "user",
      id: mock.seed.users.ada.id,
    });
    await socket.subscribe(`organization:${mock.seed.organizations.acme.id}`);
    await fetch(`${mock.baseUrl}/v1/organizations/${mock.seed.organizations.acme.id}/teams`, {
      method: "POST",
      headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Red" }),
    });
    expect((await socket.next("events")).events.map(({ event }) => event.type)).toEqual(["team.created"]);
    mock.realtime.drain({ windowMs: 1000 });
    expect(await socket.next("drain")).toEqual({ kind: "drain", delayMs: 0, windowMs: 1000 });
    mock.realtime.cut();
    expect((await socket.ended).code).toBe(1006);
    const refused = new PlainSocket(address, WebSocket as unknown as typeof mock.WebSocket, []);
    expect((await refused.ended).code).toBe(1006);
    const other = new PlainSocket(address, WebSocket as unknown as typeof mock.WebSocket, ["plinto.v2"]);
    expect(await other.ended).toEqual({ code: 4006, name: "protocol_unsupported" });
    const told = new PlainSocket(address, WebSocket as unknown as typeof mock.WebSocket, ["plinto.v1", "plinto.bearer.nothing"]);
    expect(await told.ended).toEqual({ code: 4100, name: "credential_invalid" });
  });

  test("mocks that come and go leave nothing behind in the process", () => {
    const adding = vi.spyOn(BroadcastChannel.prototype, "addEventListener");
    closings.push(() => adding.mockRestore());
    plintoHandlers(createMock({ baseUrl: "https://often.test" }));
    const first = adding.mock.calls.length;
    for (let made = 0; made < 20; made += 1) plintoHandlers(createMock({ baseUrl: "https://often.test" }));
    expect({ first, all: adding.mock.calls.length }).toEqual({ first: 1, all: 1 });
  });

  test("worlds below the base URL are reached, by path and by header", async () => {
    const mock = createMock();
    const world = mock.world("blue");
    listen(mock);
    await fetch(`${mock.baseUrl}/w/blue/v1/health`);
    await fetch(`${mock.baseUrl}/v1/health`, { headers: { "plinto-mock-world": "blue" } });
    expect([world.requests.length, mock.requests.length]).toEqual([2, 0]);
    const unknown = await fetch(`${mock.baseUrl}/w/green/v1/health`);
    expect({ status: unknown.status, body: await unknown.json() }).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("an abort ends the wait with the caller's reason", async () => {
    const mock = createMock({ clock: "virtual" });
    listen(mock);
    mock.faults.add({ operation: "getHealth", latencyMs: 60_000 });
    const controller = new AbortController();
    const answer = fetch(`${mock.baseUrl}/v1/health`, { signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  test("a connection that is dropped is a network error, before the effect and after it", async () => {
    const mock = createMock();
    await mock.ready();
    listen(mock);
    const create = (): Promise<Response> =>
      fetch(`${mock.baseUrl}/v1/users`, {
        method: "POST",
        headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
        body: JSON.stringify({ email: "zoe@acme.test" }),
      });
    mock.faults.add({ operation: "createUser", drop: "before", times: 1 });
    await expect(create()).rejects.toThrow(TypeError);
    expect(mock.events.filter((event) => event.type === "user.created")).toHaveLength(0);
    mock.faults.add({ operation: "createUser", drop: "after", times: 1 });
    await expect(create()).rejects.toThrow(TypeError);
    expect(mock.events.filter((event) => event.type === "user.created")).toHaveLength(1);
  });

  test("bodies are judged as they came: by bytes, and as UTF-8", async () => {
    const mock = createMock();
    listen(mock);
    const post = async (body: BodyInit): Promise<unknown> => {
      const response = await fetch(`${mock.baseUrl}/v1/auth/sign-in`, { method: "POST", headers: { "content-type": "application/json" }, body });
      return ((await response.json()) as { code: string }).code;
    };
    expect(await post(`"${"é".repeat(600_000)}"`)).toBe("payload_too_large");
    expect(await post(new Uint8Array([0x22, 0xff, 0x22]))).toBe("malformed_json");
  });

  test("the older spelling of a path leads to the present one", async () => {
    const mock = createMock();
    listen(mock);
    const response = await fetch(`${mock.baseUrl}/api/v1/health/`);
    expect(await response.json()).toMatchObject({ status: "ok" });
    expect(mock.requests.map((request) => request.status)).toEqual([308, 200]);
  });

  test("HEAD has the headers of GET and no body", async () => {
    const mock = createMock();
    listen(mock);
    const response = await fetch(`${mock.baseUrl}/v1/version`, { method: "HEAD" });
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(10);
    expect(await response.text()).toBe("");
  });

  test("listening and closing twice is no error, and after closing the network is back", async () => {
    const url = await otherHost();
    const mock = createMock({ baseUrl: url });
    const server = setupMockServer(mock);
    server.listen();
    server.listen();
    expect((await fetch(`${url}/v1/health`)).headers.get("plinto-request-id")).not.toBeNull();
    server.close();
    server.close();
    expect(await (await fetch(`${url}/v1/health`)).text()).toBe("another host");
  });
}
