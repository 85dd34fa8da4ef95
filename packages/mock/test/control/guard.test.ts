import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { controlPlane } from "../../src/control/plane.ts";
import { serveMock } from "../../src/doors/server.ts";
import { createMock } from "../../src/index.ts";
import { served } from "./served.ts";

/** Asks with headers that `fetch` would not send. */
function askAs(
  url: string,
  headers: Readonly<Record<string, string>>,
  method = "GET",
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode!, body, headers: response.headers }));
    });
    asking.on("error", reject).end();
  });
}

// A page of another site that gives this machine a name of its own (DNS rebinding) is of one origin with the mock.
test.for(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.5"])("a request to the host %s does not steer the mock", async (host) => {
  const { url } = await served();
  const { status, body } = await askAs(`${url}/__plinto`, { host });
  expect(status).toBe(403);
  expect(JSON.parse(body)).toMatchObject({
    code: "host_forbidden",
    detail: "The control plane answers only to requests that name this machine as their host, from pages of this machine.",
  });
  expect(body).not.toContain("sk_test_");
});

test.for(["localhost", "127.0.0.1", "127.0.0.2", "[::1]"])("a request to the host %s steers it", async (host) => {
  const { url } = await served();
  expect((await askAs(`${url}/__plinto`, { host: `${host}:4010` })).status).toBe(200);
});

// With a server that listens on every address, a program elsewhere had only to send `Host: localhost`.
test.for(["10.0.0.5", "::ffff:10.0.0.5", "fe80::1", "127.0.0.1.evil.example", "unknown"])(
  "a request from %s does not steer the mock, whatever host it names",
  async (peer) => {
    const mock = createMock();
    const answer = await controlPlane(mock)(new Request("http://localhost:4010/__plinto"), "/__plinto", peer);
    expect(answer!.status).toBe(403);
    expect(await answer!.json()).toMatchObject({
      code: "host_forbidden",
      detail: "The control plane answers only to programs of this machine, at a loopback address such as 127.0.0.1.",
    });
  },
);

test.for(["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1", null])("a request from %s steers it", async (peer) => {
  const answer = await controlPlane(createMock())(new Request("http://localhost:4010/__plinto"), "/__plinto", peer);
  expect(answer!.status).toBe(200);
});

const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test("a server that listens on every address is steered over the loopback alone", async ({ skip }) => {
  skip(outside === undefined, "this machine has no address besides the loopback's");
  const served = await serveMock(createMock(), { host: "0.0.0.0" });
  onTestFinished(served.close);
  const { port } = new URL(served.url);
  expect((await askAs(`http://${outside}:${port}/__plinto`, { host: "localhost" })).status).toBe(403);
  expect((await askAs(`http://${outside}:${port}/v1/health`, { host: "localhost" })).status).toBe(200);
  expect((await askAs(`http://127.0.0.1:${port}/__plinto`, { host: "localhost" })).status).toBe(200);
});

test.for(["https://evil.example", "http://localhost.evil.example", "null", "file://"])("a page of %s neither reads nor steers the mock", async (origin) => {
  const { mock, url, ask } = await served();
  const response = await ask("POST", "/__plinto/clock/advance", { duration: "1h" }, { origin });
  expect(response.status).toBe(403);
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
  expect(mock.clock.now()).toBe(Date.parse("2030-01-01T00:00:00.000Z"));
  const preflight = await askAs(`${url}/__plinto/clock/advance`, { origin, "access-control-request-method": "POST" }, "OPTIONS");
  expect(preflight.status).toBe(403);
  expect(preflight.headers["access-control-allow-origin"]).toBeUndefined();
});

// The refusal said that pages of this machine are welcome, but no browser would have let them read an answer.
test("a page of this machine on another port passes its preflight and reads the answer", async () => {
  const { url, ask } = await served();
  const origin = "http://localhost:5173";
  const preflight = await askAs(`${url}/__plinto/clock/advance`, { origin, "access-control-request-method": "POST" }, "OPTIONS");
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "Content-Type",
  });
  const response = await ask("POST", "/__plinto/clock/advance", { duration: "1h" }, { origin });
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe(origin);
});

test("a path that the control plane does not have is not found", async () => {
  const { ask } = await served();
  const response = await ask("GET", "/__plinto/nothing");
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: "not_found", detail: "The control plane has no such path. GET /__plinto/openapi.json describes it." });
});

test.for(["constructor", "__proto__", "toString"])("neither is /__plinto/%s", async (name) => {
  const { ask } = await served();
  expect((await ask("GET", `/__plinto/${name}`)).status).toBe(404);
});

// A known path answered 404 to a method that it does not take.
test("a method that a path does not take is named with those it takes", async () => {
  const { ask } = await served();
  const response = await ask("PUT", "/__plinto/faults", {});
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, POST, DELETE");
  expect(await response.json()).toMatchObject({ code: "method_not_allowed", detail: "This path takes GET, POST, DELETE." });
});

test("a body that is no JSON, or no object, is refused", async () => {
  const { ask } = await served();
  const broken = await ask("POST", "/__plinto/snapshot", "{name");
  expect(await broken.json()).toMatchObject({ status: 400, code: "malformed_json", detail: "The body is not JSON. Send a JSON object." });
  const list = await ask("POST", "/__plinto/snapshot", []);
  expect(await list.json()).toMatchObject({ status: 400, code: "validation_failed", detail: "The request is not valid: the body must be object." });
});

// The API had a limit and the control plane had none: a page of this machine could fill the memory of the process.
test("a body of more than 1 MiB is refused, whether it says its length or not", async () => {
  const { ask, url } = await served();
  const refusal = { status: 413, code: "payload_too_large", detail: "Send at most 1 MiB." };
  expect(await (await ask("POST", "/__plinto/snapshot", `{"name":"${"x".repeat(1_048_576)}"}`)).json()).toMatchObject(refusal);
  const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(100_000).fill(0x20)) });
  const streamed = await fetch(`${url}/__plinto/snapshot`, { method: "POST", body, duplex: "half" } as RequestInit).catch(() => undefined);
  // Who is still writing when the answer goes out may see a broken connection instead.
  if (streamed) expect(await streamed.json()).toMatchObject(refusal);
  expect((await ask("GET", "/__plinto")).status).toBe(200);
});

test("a property that reaches into a prototype is an unknown property", async () => {
  const { ask } = await served();
  const response = await ask("POST", "/__plinto/snapshot", '{"name":"x","__proto__":{"polluted":true}}');
  expect(await response.json()).toMatchObject({ status: 400, code: "validation_failed", errors: [{ pointer: "/__proto__", code: "unknown_property" }] });
});

test("every refusal says all that is wrong, each with where it stands", async () => {
  const { ask } = await served();
  const response = await ask("POST", "/__plinto/faults?dry=true", { times: 0, drop: "now" });
  expect(await response.json()).toMatchObject({ status: 400, code: "validation_failed", errors: [{ pointer: "/query/dry" }] });
  const body = await ask("POST", "/__plinto/faults", { times: 0, drop: "now" });
  expect(await body.json()).toMatchObject({ errors: [{ pointer: "/drop" }, { pointer: "/times" }] });
});
