import { expect, test } from "vitest";
import { call } from "../../src/operation.ts";
import { operations, rejection, transportKit } from "../support/fixtures.ts";
import { settled } from "../support/manual-clock.ts";
import { endlessBody, json, later, problem, silence } from "../support/scripted-server.ts";

const once = { retry: { retries: 0 } };

test("ends an attempt that gets no answer, and tells the network so", async () => {
  const { client, server, clock } = transportKit({ timeoutMs: 2_000 });
  server.on("GET /v1/health", silence);
  const promise = rejection(call(client, operations.getHealth, {}, once));
  await clock.advance(1_999);
  expect(server.seen[0]?.signal?.aborted).toBe(false);
  await clock.advance(1);
  const error = await promise;
  expect(error).toMatchObject({ kind: "timeout", code: "timeout", retryable: true, attempts: 1, operationId: "getHealth" });
  expect(error.message).toBe("getHealth: not done in 2000 ms");
  expect(server.seen[0]?.signal?.aborted).toBe(true);
  expect(clock.pending).toBe(0);
});

test("counts the body into the attempt", async () => {
  const { client, server, clock } = transportKit({ timeoutMs: 2_000 });
  server.on("GET /v1/health", endlessBody);
  const promise = rejection(call(client, operations.getHealth, {}, once));
  await clock.advance(2_000);
  expect(await promise).toMatchObject({ kind: "timeout", code: "timeout" });
});

test("counts everything into the deadline, bodies that never end included", async () => {
  const { client, server, clock } = transportKit({ timeoutMs: 40_000, deadlineMs: 50_000 });
  server.on("GET /v1/health", endlessBody);
  const promise = rejection(call(client, operations.getHealth, {}));
  await clock.advance(50_000);
  const error = await promise;
  expect(error).toMatchObject({ kind: "timeout", code: "deadline_exceeded", retryable: true, attempts: 2 });
  expect(error.message).toBe("getHealth: not done in 50000 ms");
  expect(clock.pending).toBe(0);
  await clock.advance(100_000);
  expect(server.seen).toHaveLength(2);
});

test("takes the time of a single call from its options", async () => {
  const { client, server, clock } = transportKit();
  server.on("GET /v1/health", silence);
  const promise = rejection(call(client, operations.getHealth, {}, { ...once, timeoutMs: 5 }));
  await clock.advance(5);
  expect((await promise).code).toBe("timeout");
});

test("does not send when the signal was aborted before", async () => {
  const { client, server } = transportKit();
  const reason = new Error("changed my mind");
  const error = await rejection(call(client, operations.getHealth, {}, { signal: AbortSignal.abort(reason) }));
  expect(error).toMatchObject({ kind: "abort", code: "aborted", retryable: false, attempts: 0 });
  expect(error.message).toBe("getHealth: aborted by its signal");
  expect(error.cause).toBe(reason);
  expect(server.seen).toEqual([]);
});

test.each([
  ["while the answer is waited for", silence],
  ["while the body is read", endlessBody],
  ["while the next attempt is waited for", () => problem(503, "maintenance", {}, { "retry-after": "30" })],
])("ends at once when its signal is aborted %s", async (_, answer) => {
  const { client, server, clock } = transportKit();
  server.on("GET /v1/health", answer);
  const controller = new AbortController();
  const promise = rejection(call(client, operations.getHealth, {}, { signal: controller.signal }));
  await settled();
  controller.abort();
  expect(await promise).toMatchObject({ kind: "abort", code: "aborted", attempts: 1 });
  expect(clock.pending).toBe(0);
  await clock.advance(100_000);
  expect(server.seen).toHaveLength(1);
});

test("stops listening to a signal that outlives its calls", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({}));
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: any) => (listeners.add(listener), add(type, listener));
  signal.removeEventListener = (type: string, listener: any) => (listeners.delete(listener), remove(type, listener));
  await call(client, operations.getHealth, {}, { signal });
  expect(listeners.size).toBe(0);
});

test("works where AbortSignal.any is missing, as in edge runtimes", async () => {
  const any = Object.getOwnPropertyDescriptor(AbortSignal, "any") as PropertyDescriptor;
  Reflect.deleteProperty(AbortSignal, "any");
  try {
    const { client, server } = transportKit();
    const answer = later();
    server.on("GET /v1/health", answer.answer);
    const controller = new AbortController();
    const promise = rejection(call(client, operations.getHealth, {}, { signal: controller.signal }));
    controller.abort();
    expect((await promise).code).toBe("aborted");
  } finally {
    Object.defineProperty(AbortSignal, "any", any);
  }
});
