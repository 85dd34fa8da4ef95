import { exampleEvent, signedRequest } from "@plinto/webhooks/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.close());

const seats = async (): Promise<unknown> => (await world.ask("ada", "GET", "/bill")).body["seats"];
const names = async (): Promise<string[]> => ((await world.ask("ada", "GET", "/seats")).body["data"] as { name: string }[]).map(({ name }) => name);

/** Sends a delivery that a secret has signed, by default that of the endpoint. */
async function deliver(type: "member.added" | "member.removed", userId: string, sequence: number, secret: string = world.secret): Promise<number> {
  const { orgId, url } = world;
  const event = exampleEvent(type, { id: `evt_${userId}_${sequence}`, sequence, organizationId: orgId, data: { organizationId: orgId, userId } });
  return (await fetch(await signedRequest(event, secret, { url: `${url}/webhooks` }))).status;
}

test("who was a member before the webhook was there has a seat, and the bill says what seats cost", async () => {
  expect(await names()).toEqual(["Ada Lovelace", "Bob Kahn", "Grace Hopper", "Vera Rubin"]);
  expect((await world.ask("ada", "GET", "/bill")).body).toEqual({ seats: 4, cents: 3_600 });
});

test("who joins takes a seat and who leaves frees it, as the real deliveries tell", async () => {
  const userId = await world.join("Peter");
  expect(await names()).toContain("Peter");
  expect(await seats()).toBe(5);
  await world.admin.forOrganization(world.orgId).members.remove({ userId });
  await world.mock.webhooks.settled();
  expect(await names()).not.toContain("Peter");
  expect(await seats()).toBe(4);
});

test("a delivery that comes again has its effect once", async () => {
  await world.join("Milton");
  const { webhookId } = world;
  const last = world.mock.webhooks.deliveries.at(-1)!;
  await world.admin.webhooks.deliveries.retry({ webhookId, deliveryId: last.id });
  await world.mock.webhooks.settled();
  expect(world.mock.webhooks.deliveries.find(({ id }) => id === last.id)?.attempts.map(({ responseStatus }) => responseStatus)).toEqual([204, 204]);
  expect(await seats()).toBe(5);
});

test("of the same delivery many times at once one has an effect", async () => {
  const before = (await seats()) as number;
  const statuses = await Promise.all(Array.from({ length: 8 }, () => deliver("member.added", "usr_many", 50)));
  expect(statuses).toContain(204);
  expect(statuses.filter((status) => status !== 204 && status !== 409)).toEqual([]);
  expect(await seats()).toBe(before + 1);
});

test("events that come in the wrong order end where the right order would", async () => {
  const before = await seats();
  expect(await deliver("member.removed", "usr_late", 61)).toBe(204);
  expect(await deliver("member.added", "usr_late", 60)).toBe(204);
  expect(await seats()).toBe(before);
});

test("what is not signed by the endpoint's secret has no effect", async () => {
  const before = await seats();
  expect(await deliver("member.added", "usr_forged", 70, "whsec_YW5vdGhlciBzZWNyZXQgb2YgYW5vdGhlciBob3N0")).toBe(401);
  expect(await seats()).toBe(before);
});
