import { expect, test } from "vitest";
import type { HookEvents } from "../src/hooks.ts";
import { call } from "../src/operation.ts";
import { operations, rejection, transportKit } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { json, later, problem } from "./support/scripted-server.ts";

function recordingKit() {
  const events: [string, any][] = [];
  const names: (keyof HookEvents)[] = ["request", "attempt", "response", "error"];
  const hooks = Object.fromEntries(names.map((name) => [name, (event: unknown) => events.push([name, event])]));
  return { ...transportKit({ hooks }), events };
}

test("tells of a call that succeeds after a repetition", async () => {
  const { client, server, clock, events } = recordingKit();
  const answer = later();
  server.on("POST /v1/organizations", () => problem(503, "maintenance", {}, { "retry-after": "1" }), answer.answer);
  const promise = call(client, operations.createOrganization, { name: "Acme" });
  await clock.advance(1_000);
  await clock.advance(20);
  answer.give(json({}, 201, { "plinto-request-id": "req_1", "idempotency-replayed": "true" }));
  await promise;
  expect(events.map(([name]) => name)).toEqual(["request", "attempt", "attempt", "response"]);
  const [request, first, second, response] = events.map(([, event]) => event);
  expect(first).toMatchObject({ attempt: 1, status: 503, error: { code: "maintenance" } });
  expect(second).toMatchObject({ attempt: 2, status: 201, durationMs: 20 });
  expect(second.error).toBeUndefined();
  expect(response).toMatchObject({ attempts: 2, status: 201, durationMs: 1_020, requestId: "req_1", replayed: true });
  expect(response.call).toMatchObject({ operationId: "createOrganization", method: "POST", path: "/v1/organizations", baseUrl: "https://api.test" });
  for (const event of [first, second, response]) expect(event.call).toBe(request.call);
});

test("tells of a call that fails, with its template and not its values", async () => {
  const { client, server, events } = recordingKit();
  server.on("GET /v1/organizations/org_1", () => problem(404, "not_found"));
  const error = await rejection(call(client, operations.getOrganization, { orgId: "org_1" }));
  const [name, event] = events.at(-1) ?? [];
  expect(name).toBe("error");
  expect(event).toMatchObject({ attempts: 1, call: { path: "/v1/organizations/{orgId}" } });
  expect(event.error).toBe(error);
});

test("request hooks may add headers, and see no credential", async () => {
  const { client, server } = transportKit({ secretKey: "sk_test_1" });
  server.on("GET /v1/users/me", () => json({}));
  let credential: string | null = "unseen";
  client.hooks.on("request", ({ headers }) => {
    credential = headers.get("authorization");
    headers.set("x-note", "hello");
  });
  await call(client, operations.getMe, {});
  expect(credential).toBeNull();
  expect(server.seen[0]?.headers.get("x-note")).toBe("hello");
});

test("a hook that throws or rejects is logged and breaks nothing", async () => {
  const { client, server, log } = transportKit();
  server.on("GET /v1/health", () => json({ status: "ok" }));
  client.hooks.on("request", () => {
    throw new Error("broken");
  });
  client.hooks.on("response", (() => Promise.reject(new Error("broken"))) as never);
  expect(await call(client, operations.getHealth, {})).toEqual({ status: "ok" });
  await settled();
  expect(log.filter(({ level }) => level === "error").map(({ message }) => message)).toEqual(["A request hook failed", "A response hook failed"]);
});

test("a disposer removes its own listener and no other", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({}));
  let count = 0;
  const listener = () => count++;
  const stop = client.hooks.on("response", listener);
  client.hooks.on("response", listener);
  stop();
  stop();
  await call(client, operations.getHealth, {});
  expect(count).toBe(1);
});

test("a listener that is named but undefined is no listener", async () => {
  const { client, server, log } = transportKit({ hooks: { request: undefined } as never });
  server.on("GET /v1/health", () => json({}));
  await call(client, operations.getHealth, {});
  expect(log.filter(({ level }) => level === "error")).toEqual([]);
});
