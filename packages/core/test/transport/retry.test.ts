import { expect, test, vi } from "vitest";
import { isPlintoError } from "../../src/errors.ts";
import { call } from "../../src/operation.ts";
import { createHttp } from "../../src/http.ts";
import { operations, rejection, transportKit } from "../support/fixtures.ts";
import { json, offline, problem, silence } from "../support/scripted-server.ts";

const noWait = { "retry-after": "0" };

test.each([
  ["a lost network", offline],
  ["408", () => problem(408, "request_timeout", {}, noWait)],
  ["429", () => problem(429, "rate_limited", {}, noWait)],
  ["500", () => problem(500, "internal_error", {}, noWait)],
  ["502", () => problem(502, "idp_unreachable", {}, noWait)],
  ["503", () => problem(503, "maintenance", {}, noWait)],
  ["504", () => problem(504, "gateway_timeout", {}, noWait)],
  ["409 request_in_progress", () => problem(409, "request_in_progress", {}, noWait)],
])("repeats a mutation after %s with the same key and the same bytes", async (_, failure) => {
  const { client, server, clock } = transportKit();
  server.on("POST /v1/organizations", failure, () => json({ id: "org_1" }, 201));
  const promise = call(client, operations.createOrganization, { name: "Acme" });
  await clock.advance(10_000);
  expect(await promise).toEqual({ id: "org_1" });
  const [first, second] = server.seen;
  expect(server.seen).toHaveLength(2);
  expect(second?.headers.get("idempotency-key")).toMatch(/^[\da-f]{32}$/);
  expect(second?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  expect(second?.body).toBe(first?.body);
});

test.each([400, 401, 403, 404, 409, 412, 422, 501])("does not repeat a %i", async (status) => {
  const { client, server } = transportKit();
  server.on("POST /v1/organizations", () => problem(status, "some_code"));
  const error = await rejection(call(client, operations.createOrganization, {}));
  expect(error).toMatchObject({ kind: "api", status, code: "some_code", retryable: false, attempts: 1 });
  expect(server.seen).toHaveLength(1);
});

test("gives up after two repetitions and tells how many attempts were made", async () => {
  const { client, server, clock } = transportKit();
  server.on("GET /v1/health", () => problem(503, "maintenance"));
  const promise = rejection(call(client, operations.getHealth, {}));
  await clock.advance(60_000);
  expect(await promise).toMatchObject({ code: "maintenance", retryable: true, attempts: 3 });
  expect(server.seen).toHaveLength(3);
});

test("takes the retry options of client and call", async () => {
  const { client, server, clock } = transportKit({ retry: { retries: 1 } });
  server.on("GET /v1/health", offline);
  const one = rejection(call(client, operations.getHealth, {}));
  await clock.advance(60_000);
  expect((await one).attempts).toBe(2);
  expect((await rejection(call(client, operations.getHealth, {}, { retry: { retries: 0 } }))).attempts).toBe(1);
});

test("waits as long as Retry-After says, without jitter", async () => {
  const { client, server, clock } = transportKit();
  server.on(
    "GET /v1/health",
    () => problem(429, "rate_limited", {}, { "retry-after": "20" }),
    () => json({}),
  );
  const promise = call(client, operations.getHealth, {});
  await clock.advance(19_999);
  expect(server.seen).toHaveLength(1);
  await clock.advance(1);
  await promise;
  expect(server.seen).toHaveLength(2);
});

test("leaves a Retry-After of more than a minute to the caller", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => problem(429, "rate_limited", {}, { "retry-after": "61" }));
  const error = await rejection(call(client, operations.getHealth, {}));
  expect(error).toMatchObject({ code: "rate_limited", retryable: true, retryAfterMs: 61_000, attempts: 1 });
});

test("does not begin a wait that would end after the deadline", async () => {
  const { client, server, clock } = transportKit({ deadlineMs: 5_000 });
  server.on("GET /v1/health", () => problem(503, "maintenance", {}, { "retry-after": "5" }));
  const refused = rejection(call(client, operations.getHealth, {}));
  // Whoever waits is let go, so that it is told from who does not.
  await clock.advance(10_000);
  expect(await refused).toMatchObject({ code: "maintenance", attempts: 1 });
});

test("repeats after an attempt that took too long", async () => {
  const { client, server, clock } = transportKit({ timeoutMs: 1_000 });
  server.on("GET /v1/health", silence, () => json({ status: "ok" }));
  const promise = call(client, operations.getHealth, {});
  await clock.advance(3_000);
  expect(await promise).toEqual({ status: "ok" });
});

test("never repeats a stream, which can be read once", async () => {
  const { client, server, clock } = transportKit();
  server.on("POST /v1/organizations", offline);
  const body = new ReadableStream();
  const http = createHttp(client) as any;
  const refused = rejection(http.POST("/v1/organizations", { body, headers: { "content-type": "application/octet-stream" } }));
  await clock.advance(60_000);
  const error = await refused;
  expect(isPlintoError(error, "network_error")).toBe(true);
  expect(server.seen).toHaveLength(1);
});

test("leaves a 408 to the browser, which repeats it by itself", async () => {
  vi.stubGlobal("window", {});
  vi.stubGlobal("document", {});
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => problem(408, "request_timeout", {}, noWait));
  expect(await rejection(call(client, operations.getHealth, {}))).toMatchObject({ status: 408, retryable: true, attempts: 1 });
  vi.unstubAllGlobals();
});

test("gives each attempt headers of its own", async () => {
  const { client, server, clock } = transportKit();
  const meddle = (request: { init: RequestInit }): Response => {
    (request.init.headers as Headers).set("x-meddled", "yes");
    return problem(503, "maintenance", {}, noWait);
  };
  server.on("GET /v1/health", meddle, () => json({}));
  const promise = call(client, operations.getHealth, {});
  await clock.advance(0);
  await promise;
  expect(server.seen.map(({ headers }) => headers.has("x-meddled"))).toEqual([false, false]);
});

test("leaves no timer behind", async () => {
  const { client, server, clock } = transportKit();
  server.on(
    "GET /v1/health",
    () => problem(503, "maintenance", {}, noWait),
    () => json({}),
  );
  const promise = call(client, operations.getHealth, {});
  await clock.advance(0);
  await promise;
  expect(clock.pending).toBe(0);
});
