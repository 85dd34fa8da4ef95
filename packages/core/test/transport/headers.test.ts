import { expect, test } from "vitest";
import { clientOver } from "../../src/client.ts";
import { PLINTO_VERSION } from "../../src/generated/version.ts";
import { createHttp } from "../../src/http.ts";
import { call } from "../../src/operation.ts";
import { operations, transportKit } from "../support/fixtures.ts";
import { json } from "../support/scripted-server.ts";

test("says who asks, in which version and for which organization", async () => {
  const { client, server } = transportKit({ publishableKey: "pk_test_1", secretKey: "sk_test_1" });
  server.on("GET /v1/users/me", () => json({}));
  await call(clientOver(client.transport, "org_1"), operations.getMe, {});
  const headers = server.seen[0]?.headers;
  expect(headers?.get("plinto-version")).toBe(PLINTO_VERSION);
  expect(headers?.get("plinto-publishable-key")).toBe("pk_test_1");
  expect(headers?.get("plinto-organization")).toBe("org_1");
  expect(headers?.get("authorization")).toBe("Bearer sk_test_1");
});

test("sends no credential to public operations", async () => {
  const { client, server } = transportKit({ secretKey: "sk_test_1" });
  server.on("GET /v1/health", () => json({}));
  await call(client, operations.getHealth, {});
  expect(server.seen[0]?.headers.has("authorization")).toBe(false);
});

test("keeps a credential that the caller gives", async () => {
  const { client, server } = transportKit({ secretKey: "sk_test_1" });
  server.on("GET /v1/users/me", () => json({}));
  await call(client, operations.getMe, {}, { headers: { Authorization: "Bearer scim_1" } });
  expect(server.seen[0]?.headers.get("authorization")).toBe("Bearer scim_1");
});

test("sends a trace to the base URL and names it on the call", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({}));
  let traceId: string | undefined;
  client.hooks.on("response", ({ call }) => (traceId = call.traceId));
  await call(client, operations.getHealth, {});
  const [version, id, parent, flags] = server.seen[0]?.headers.get("traceparent")?.split("-") ?? [];
  expect([version, flags]).toEqual(["00", "01"]);
  expect(parent).toMatch(/^[\da-f]{16}$/);
  expect(id).toMatch(/^[\da-f]{32}$/);
  expect(traceId).toBe(id);
});

test("keeps a trace that a hook began", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({}));
  const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  client.hooks.on("request", ({ headers }) => headers.set("traceparent", traceparent));
  await call(client, operations.getHealth, {});
  expect(server.seen[0]?.headers.get("traceparent")).toBe(traceparent);
});

test.each(["https://other.test", "https://api.test.evil.test"])("sends nothing that identifies us to %s", async (baseUrl) => {
  const { client, server } = transportKit({ publishableKey: "pk_test_1", secretKey: "sk_test_1" });
  server.on(`GET ${baseUrl}/v1/health`, () => json({}));
  const http = createHttp(clientOver(client.transport, "org_1"));
  await http.GET("/v1/health", { baseUrl, headers: { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` } });
  expect([...(server.seen[0]?.headers ?? [])]).toEqual([]);
});

test("makes a key for each mutation, another one for each call", async () => {
  const { client, server } = transportKit();
  server.on("POST /v1/organizations", () => json({})).on("GET /v1/health", () => json({}));
  await call(client, operations.createOrganization, {});
  await call(client, operations.createOrganization, {});
  await call(client, operations.getHealth, {});
  const [first, second, third] = server.seen.map(({ headers }) => headers.get("idempotency-key"));
  expect(first).toMatch(/^[\da-f]{32}$/);
  expect(second).not.toBe(first);
  expect(third).toBeNull();
});

test("keeps a key that the caller gives", async () => {
  const { client, server } = transportKit();
  server.on("POST /v1/organizations", () => json({}));
  await call(client, operations.createOrganization, {}, { idempotencyKey: "order-7" });
  expect(server.seen[0]?.headers.get("idempotency-key")).toBe("order-7");
});
