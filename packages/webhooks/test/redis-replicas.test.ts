import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRedis, type RedisServer } from "../../../tooling/src/servers/redis-server.ts";
import type { WebhookEvents } from "../src/index.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";
import { secret } from "./support/fixtures.ts";

const script = path.join(import.meta.dirname, "support", "redis-replica.ts");
const leaseSeconds = 1;

interface Replica {
  readonly url: string;
  readonly child: ChildProcess;
}

let server: RedisServer;
let client: ReturnType<typeof createClient>;
let replicas: Replica[] = [];

async function replica(): Promise<Replica> {
  const args = ["--conditions=@plinto/source", script, server.socket, secret, String(leaseSeconds)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (text: Buffer) => resolve(String(text).trim()));
    child.once("exit", (code) => reject(new Error(`The replica ended with ${code} before it listened.`)));
  });
  return { url: `http://127.0.0.1:${port}/`, child };
}

beforeAll(async () => {
  server = await startRedis();
  client = createClient({ socket: { path: server.socket, tls: false } });
  await client.connect();
}, 30_000);
beforeEach(async () => {
  for (const { child } of replicas) child.kill("SIGKILL");
  await client.flushAll();
  replicas = await Promise.all([replica(), replica()]);
}, 30_000);
afterAll(async () => {
  for (const { child } of replicas) child.kill("SIGKILL");
  client?.destroy();
  await server?.close();
});

async function deliver(to: Replica, event: WebhookEvents["member.added"] | WebhookEvents["member.removed"]): Promise<number> {
  const request = await signedRequest(event, secret);
  const response = await fetch(to.url, { method: "POST", headers: request.headers, body: await request.arrayBuffer() });
  await response.arrayBuffer();
  return response.status;
}

/** Delivers as a sender does: again and again until it is taken. */
async function deliverUntilTaken(to: Replica, event: Parameters<typeof deliver>[1]): Promise<readonly number[]> {
  const answers: number[] = [];
  while (answers.at(-1) !== 204) answers.push(await deliver(to, event));
  return answers;
}

test("of two processes that get the same events at the same time one handles each, and the other is told to wait or that it is done", async () => {
  const [a, b] = replicas as [Replica, Replica];
  const events = Array.from({ length: 100 }, (_, index) => exampleEvent("member.added", { id: `evt_${index}` }));
  const answers = await Promise.all(events.flatMap((event) => [a, b, a, b].map((to) => deliver(to, event))));
  expect(answers.filter((status) => status !== 204 && status !== 409)).toEqual([]);
  for (const event of events) for (const to of [a, b]) await deliverUntilTaken(to, event);
  expect((await client.lRange("effects", 0, -1)).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
});

test("a process that is killed after the effect leaves its event to the other when the lease runs out: at least once", async () => {
  const [a, b] = replicas as [Replica, Replica];
  const event = exampleEvent("member.removed", { id: "evt_stuck" });
  const listener = await client.duplicate().connect();
  const stuck = Promise.withResolvers<string>();
  await listener.subscribe("stuck", stuck.resolve);
  const lost = deliver(a, event).catch(() => "no answer");
  expect(await stuck.promise).toBe(String(a.child.pid));
  a.child.kill("SIGKILL");
  expect(await lost).toBe("no answer");
  listener.destroy();
  const answers = await deliverUntilTaken(b, event);
  expect(answers[0]).toBe(409);
  expect(await client.lRange("effects", 0, -1)).toEqual([event.id, event.id]);
});
