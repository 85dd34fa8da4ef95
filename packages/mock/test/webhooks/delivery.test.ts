import { createWebhookReceiver, memoryStore, verifyWebhook } from "@plinto/webhooks";
import { ed25519 } from "@plinto/webhooks/ed25519";
import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { asEnvironment, orgId } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "./ground.ts";

test("an event arrives at once, signed so that the secret verifies it, and with the id that the list of events has", async () => {
  const mock = still();
  const { receiver, secret } = await endpoint(mock);
  await cause(mock, "Engineering");
  const { body, headers, event } = await receiver.waitFor("team.created");
  expect(await verifyWebhook(body, headers, secret, { clock: mock.clock })).toEqual(event);
  expect(headers).toMatchObject({ "content-type": "application/json", "webhook-id": event.id, "webhook-timestamp": String(mock.clock.now() / 1000) });
  expect((await asEnvironment(mock).get(`/v1/events/${event.id}`)).body).toEqual(event);
  expect(mock.events.find(({ id }) => id === event.id)).toEqual(event);
});

test("a receiver of @plinto/webhooks handles what the mock delivers, and a repetition once only", async () => {
  const mock = still();
  const path = acmeWebhooks(mock);
  const inbox = mock.webhooks.receiver();
  const { body } = await asEnvironment(mock).post(path, { url: inbox.url, events: ["team.created"] });
  const names: string[] = [];
  const receiver = createWebhookReceiver({ secrets: body.secret as string, store: memoryStore({ clock: mock.clock }), clock: mock.clock }).on(
    "team.created",
    (event) => void names.push(event.data.name),
  );
  inbox.respond((request) => receiver.handle(request));
  await cause(mock, "Engineering");
  await mock.webhooks.settled();
  const [delivery] = mock.webhooks.deliveries;
  expect(delivery).toMatchObject({ status: "delivered", attemptCount: 1, attempts: [{ outcome: "delivered", responseStatus: 204 }] });
  await asEnvironment(mock).post(`${path}/${body.id as string}/deliveries/${delivery!.id}/retry`);
  await mock.webhooks.settled();
  expect(inbox.received.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(names).toEqual(["Engineering"]);
});

test("an endpoint with v1a is verified by its public key, and nobody is shown a secret", async () => {
  const mock = still();
  const { receiver, secret, path } = await endpoint(mock, { signatureVersion: "v1a" });
  expect(secret).toBeNull();
  const { publicKey } = (await asEnvironment(mock).get(path)).body as { publicKey: string };
  await cause(mock);
  const { body, headers, event } = await receiver.waitFor("team.created");
  expect(headers["webhook-signature"]).toMatch(/^v1a,/);
  expect(await verifyWebhook(body, headers, ed25519(publicKey), { clock: mock.clock })).toEqual(event);
});

test("for a day after a rotation old and new secret both verify; then only the new one does", async () => {
  const mock = still();
  const { receiver, secret: before, path } = await endpoint(mock);
  const { secret: after } = (await asEnvironment(mock).post(`${path}/rotate-secret`)).body as { secret: string };
  expect(after).not.toBe(before);
  await cause(mock, "First");
  const during = await receiver.waitFor((one) => one.event.type === "team.created");
  expect(during.headers["webhook-signature"]!.split(" ")).toHaveLength(2);
  for (const secret of [before, after]) expect(await verifyWebhook(during.body, during.headers, secret, { clock: mock.clock })).toEqual(during.event);
  await mock.clock.advance("24h");
  receiver.clear();
  await cause(mock, "Second");
  const later = await receiver.waitFor("team.created");
  expect(later.headers["webhook-signature"]!.split(" ")).toHaveLength(1);
  expect(await verifyWebhook(later.body, later.headers, after, { clock: mock.clock })).toEqual(later.event);
  await expect(verifyWebhook(later.body, later.headers, before, { clock: mock.clock })).rejects.toMatchObject({ code: "signature_mismatch" });
});

test("an endpoint gets only what its filter lets through, and nothing of another organization", async () => {
  const mock = still();
  const wanted = await endpoint(mock, { events: ["team.*"] });
  const other = await endpoint(mock, { events: ["member.added"] });
  const foreign = await endpoint(mock, {}, `/v1/organizations/${orgId(mock, "globex")}/webhooks`);
  await cause(mock, "Engineering");
  await mock.webhooks.settled();
  expect(teamsTold(wanted.receiver)).toEqual(["Engineering"]);
  expect(other.receiver.received).toEqual([]);
  expect(foreign.receiver.received).toEqual([]);
});

test("an endpoint of the environment gets events of every organization, and those about people and the environment", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["*"] }, "/v1/webhooks");
  const ofAcme = await endpoint(mock, { events: ["*"] });
  await cause(mock);
  await asEnvironment(mock).post("/v1/users", { email: "new@acme.test" });
  await asEnvironment(mock).patch("/v1/environment", { name: "Renamed" });
  await mock.webhooks.settled();
  expect(receiver.received.map(({ event }) => event.type)).toEqual(["webhook.created", "team.created", "user.created", "environment.updated"]);
  expect(ofAcme.receiver.received.map(({ event }) => event.type)).toEqual(["team.created"]);
});

test("custom headers go with every delivery and are never shown", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, { customHeaders: { Authorization: "Bearer 4711", "X-Team": "Core" } });
  await asEnvironment(mock).patch(path, { customHeaders: { "x-team": null, "X-Stage": "Test" } });
  await cause(mock);
  const { headers } = await receiver.waitFor("team.created");
  expect(headers).toMatchObject({ Authorization: "Bearer 4711", "X-Stage": "Test" });
  expect(headers).not.toHaveProperty("X-Team");
  const shown = (await asEnvironment(mock).get(path)).body as { customHeaderNames: string[] };
  expect(shown.customHeaderNames).toEqual(["Authorization", "X-Stage"]);
  expect(JSON.stringify([shown, mock.events])).not.toContain("4711");
});

test("a slow endpoint holds up nobody else, and gets two at a time", async () => {
  const mock = still();
  const slow = await endpoint(mock);
  const quick = await endpoint(mock);
  const waiting: (() => void)[] = [];
  slow.receiver.respond(() => new Promise((resolve) => waiting.push(() => resolve(new Response(null, { status: 204 })))));
  for (const name of ["a", "b", "c", "d"]) await cause(mock, name);
  await quick.receiver.waitFor(({ event }) => (event.data as { name?: string }).name === "d");
  expect(teamsTold(slow.receiver)).toEqual(["a", "b"]);
  for (const go of waiting.splice(0)) go();
  await slow.receiver.waitFor(({ event }) => (event.data as { name?: string }).name === "d");
  for (const go of waiting.splice(0)) go();
  await mock.webhooks.settled();
  expect(teamsTold(slow.receiver)).toEqual(["a", "b", "c", "d"]);
});

test("on the real clock deliveries go out too", async () => {
  const mock = createMock();
  const { receiver } = await endpoint(mock as never);
  await cause(mock as never, "Engineering");
  expect((await receiver.waitFor("team.created")).event.data).toMatchObject({ name: "Engineering" });
});
