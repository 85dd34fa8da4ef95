import { expect, test } from "vitest";
import { question, told, world } from "./support/world.ts";

const bundlePath = "/v1/policies/bundle";
const edge = { pollIntervalSeconds: 0, random: (length: number): Uint8Array => new Uint8Array(length) };

// Fifty requests of an edge function in half a second were fifty requests to an API that was down, and fifty errors.
test("without polling, who asks in each request asks an API that is away once per wait, and what is held decides meanwhile", async () => {
  const { client, server, clock } = world();
  const policies = client(edge);
  const errors = told(policies, "error");
  await policies.ready();
  server.instead = () => new Response(null, { status: 503 });
  await clock.advance(40_000);
  for (let asked = 0; asked < 50; asked += 1) await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(2);
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { ageSeconds: 40 } });
  await clock.advance(499);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(2);
  await clock.advance(1);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(3);
  expect(errors).toMatchObject([{ error: { status: 503 }, retryInSeconds: null }, { error: { status: 503 } }]);
  server.instead = undefined;
  await clock.advance(1_000);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(policies.evaluate(question()).bundle.ageSeconds).toBe(0);
});

test("Retry-After is obeyed by who asks in each request too", async () => {
  const { client, server, clock } = world();
  const policies = client({ ...edge, maxStaleSeconds: Infinity });
  await policies.ready();
  server.instead = () => new Response(null, { status: 429, headers: { "retry-after": "600" } });
  await clock.advance(40_000);
  await policies.ready({ maxAgeSeconds: 30 });
  await clock.advance(599_999);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(2);
  await clock.advance(1);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(3);
});

test("a key that is refused is tried again after five minutes by who asks in each request, and at once by refresh", async () => {
  const { client, server, clock } = world();
  const policies = client({ ...edge, maxStaleSeconds: Infinity });
  await policies.ready();
  server.instead = () => new Response(null, { status: 401 });
  await clock.advance(40_000);
  await policies.ready({ maxAgeSeconds: 30 });
  await clock.advance(299_999);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(2);
  await expect(policies.refresh()).rejects.toMatchObject({ code: "bundle_access_refused" });
  await clock.advance(300_000);
  await policies.ready({ maxAgeSeconds: 30 });
  expect(server.count(bundlePath)).toBe(4);
});

test("where nothing is held that may decide, each call fails with what the last attempt failed with, without another request", async () => {
  const { client, server, clock } = world();
  const fresh = client(edge);
  server.instead = () => new Response(null, { status: 503 });
  const first: unknown = await fresh.ready().catch((error: unknown) => error);
  expect(first).toMatchObject({ code: "bundle_unavailable", status: 503 });
  expect(await fresh.ready().catch((error: unknown) => error)).toBe(first);
  expect(server.count(bundlePath)).toBe(1);
  server.instead = undefined;
  await clock.advance(500);
  await fresh.ready();
  const strict = client({ ...edge, onUnavailable: "deny" });
  await strict.ready();
  server.instead = () => new Response(null, { status: 503 });
  await clock.advance(40_000);
  await expect(strict.ready({ maxAgeSeconds: 30 })).rejects.toMatchObject({ status: 503 });
  await expect(strict.ready({ maxAgeSeconds: 30 })).rejects.toMatchObject({ status: 503 });
  expect(server.count(bundlePath)).toBe(4);
});
