import { expect, test } from "vitest";
import { asEnvironment, eventTypes } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "./ground.ts";
import type { Mock } from "../../src/index.ts";

const once = { events: ["team.created"], retryPolicy: { delaysSeconds: [] } };
const dlq = async (mock: Mock): Promise<{ id: string }[]> => (await asEnvironment(mock).get(`${acmeWebhooks(mock)}/dlq`)).body.data as { id: string }[];

test("the third dead letter in a row pauses the endpoint, and what comes then waits and arrives in order once it goes on", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  receiver.respond(500);
  for (const name of ["a", "b", "c"]) {
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  expect((await asEnvironment(mock).get(path)).body).toMatchObject({ status: "paused", statusReason: "dead_letters", consecutiveDeadLetters: 3 });
  const since = mock.events.length;
  for (const name of ["d", "e", "f", "g"]) await cause(mock, name);
  await mock.clock.advance("2h");
  expect(teamsTold(receiver)).toEqual(["a", "b", "c"]);
  expect(mock.webhooks.deliveries.filter(({ status }) => status === "parked")).toHaveLength(4);
  receiver.respond(204);
  receiver.clear();
  expect((await asEnvironment(mock).patch(path, { status: "active" })).body).toMatchObject({ status: "active", statusReason: null, consecutiveDeadLetters: 0 });
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["d", "e", "f", "g"]);
  expect(eventTypes(mock, since)).toEqual([...Array.from({ length: 4 }, () => "team.created"), "webhook.resumed"]);
});

test("while what was parked goes out, what is new does not overtake it", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, { events: ["team.created"] });
  await asEnvironment(mock).patch(path, { status: "paused" });
  for (const name of ["a", "b", "c"]) await cause(mock, name);
  const answers: (() => void)[] = [];
  receiver.respond(() => new Promise((resolve) => answers.push(() => resolve(new Response(null, { status: 204 })))));
  await asEnvironment(mock).patch(path, { status: "active" });
  await cause(mock, "d");
  for (const name of ["a", "b", "c", "d"]) {
    await receiver.waitFor(({ event }) => (event.data as { name: string }).name === name);
    for (const go of answers.splice(0)) go();
  }
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["a", "b", "c", "d"]);
});

test("one that arrives in between begins the count anew", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  for (const [name, status] of [
    ["a", 500],
    ["b", 500],
    ["c", 204],
    ["d", 500],
    ["e", 500],
  ] as const) {
    receiver.respond(status, { times: 1 });
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  expect((await asEnvironment(mock).get(path)).body).toMatchObject({ status: "active", consecutiveDeadLetters: 2 });
});

// What waited was parked for ever: in no queue, with no end, and sent half a year later when the endpoint was made active.
test("410 disables the endpoint at once: the delivery is a dead letter, so is what waited, and what comes is not kept", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, { events: ["team.created"] });
  receiver.respond(500, { times: 1 });
  receiver.respond(410, { times: 1 });
  await cause(mock, "a");
  await mock.webhooks.settled();
  await cause(mock, "b");
  await mock.webhooks.settled();
  expect((await asEnvironment(mock).get(path)).body).toMatchObject({ status: "disabled", statusReason: "gone" });
  expect(mock.webhooks.deliveries).toMatchObject([
    { status: "dead_lettered", deadLetterReason: "endpoint_gone", attemptCount: 1, expiresAt: "2030-01-31T00:00:00.000Z" },
    { status: "dead_lettered", deadLetterReason: "endpoint_gone", attemptCount: 1 },
  ]);
  const waited = mock.webhooks.deliveries[0]!.id;
  expect((await dlq(mock)).map(({ id }) => id)).toContain(waited);
  expect(eventTypes(mock).filter((type) => type === "webhook.dead_lettered")).toHaveLength(1);
  expect(eventTypes(mock)).toContain("webhook.disabled");
  await cause(mock, "c");
  expect(mock.webhooks.deliveries).toHaveLength(2);
  await asEnvironment(mock).patch(path, { status: "active" });
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["a", "b"]);
  await asEnvironment(mock).post(`${acmeWebhooks(mock)}/dlq/${waited}/retry`);
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["a", "b", "a"]);
  expect(mock.webhooks.deliveries[0]).toMatchObject({ status: "delivered", deadLetterReason: null });
});

test("a dead letter is retried with the whole schedule, or discarded", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["team.created"], retryPolicy: { delaysSeconds: [1] } });
  receiver.respond(500, { times: 3 });
  await cause(mock, "a");
  await mock.clock.advance("5s");
  const [dead] = await dlq(mock);
  const base = `${acmeWebhooks(mock)}/dlq/${dead!.id}`;
  expect(await asEnvironment(mock).post(`${base}/retry`)).toMatchObject({ status: 202, body: { status: "pending", deadLetteredAt: null, expiresAt: null } });
  await mock.clock.advance("5s");
  expect(await dlq(mock)).toEqual([]);
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered", attemptCount: 4 }]);
  expect((await asEnvironment(mock).post(`${base}/retry`)).body.code).toBe("not_found");

  receiver.respond(500, { times: 2 });
  await cause(mock, "b");
  await mock.clock.advance("5s");
  const [other] = await dlq(mock);
  expect((await asEnvironment(mock).delete(`${acmeWebhooks(mock)}/dlq/${other!.id}`)).status).toBe(204);
  expect(await dlq(mock)).toEqual([]);
  expect(mock.webhooks.deliveries.at(-1)!.status).toBe("discarded");
  expect((await asEnvironment(mock).delete(`${acmeWebhooks(mock)}/dlq/${other!.id}`)).body.code).toBe("not_found");
});

test("36 minutes of attempts, a day of rotation and 30 days of retention pass in one test; then a dead letter has expired", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, { events: ["team.created"] });
  receiver.respond(500);
  await cause(mock, "a");
  await mock.clock.advance("45m");
  const [dead] = await dlq(mock);
  await asEnvironment(mock).post(`${path}/rotate-secret`);
  await mock.clock.advance("24h");
  expect((await asEnvironment(mock).get(path)).body.previousSecretExpiresAt).toBeNull();
  await mock.clock.advance("28d");
  expect(await dlq(mock)).toHaveLength(1);
  await mock.clock.advance("1d");
  expect(await dlq(mock)).toEqual([]);
  const retry = `${acmeWebhooks(mock)}/dlq/${dead!.id}/retry`;
  expect(await asEnvironment(mock).post(retry)).toMatchObject({ status: 410, body: { code: "dlq_expired" } });
  expect((await asEnvironment(mock).get(`${path}/deliveries/${dead!.id}`)).body).toMatchObject({ status: "expired", event: { data: { name: "a" } } });
  await mock.clock.advance("31d");
  expect((await asEnvironment(mock).get(`${path}/deliveries/${dead!.id}`)).status).toBe(404);
  expect((await asEnvironment(mock).post(retry)).body.code).toBe("not_found");
});

test("an ordered endpoint gets an event only when the one before it has arrived or is a dead letter", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["team.created"], ordered: true, retryPolicy: { delaysSeconds: [10] } });
  receiver.respond(500, { times: 3 });
  for (const name of ["a", "b", "c"]) await cause(mock, name);
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["a"]);
  await mock.clock.advance("30s");
  expect(teamsTold(receiver)).toEqual(["a", "a", "b", "b", "c"]);
  expect(mock.webhooks.deliveries.map(({ status }) => status)).toEqual(["dead_lettered", "delivered", "delivered"]);
});

test("what is not ordered is not held up by what fails", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["team.created"] });
  receiver.respond(500, { times: 1 });
  for (const name of ["a", "b", "c"]) await cause(mock, name);
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["a", "b", "c"]);
});

test("that deliveries to an endpoint fail is told to others, never to the endpoint itself", async () => {
  const mock = still();
  const failing = await endpoint(mock, { events: ["*"], retryPolicy: { delaysSeconds: [] } });
  const watching = await endpoint(mock, { events: ["webhook.*"] });
  failing.receiver.respond(({ headers }) => new Response(null, { status: headers.has("webhook-id") ? 500 : 204 }));
  for (const name of ["a", "b", "c"]) {
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  const told = watching.receiver.received.map(({ event }) => event.type);
  expect(told.filter((type) => type === "webhook.dead_lettered").length).toBeGreaterThanOrEqual(3);
  expect(told).toContain("webhook.paused");
  expect(failing.receiver.received.filter(({ event }) => event.target.id === failing.id)).toEqual([]);
});

test("a test event is tried once, reaches a paused endpoint too, and says nothing about its health", async () => {
  const mock = still();
  const { receiver, path, id } = await endpoint(mock, { events: ["member.added"] });
  await asEnvironment(mock).patch(path, { status: "paused" });
  const answer = await asEnvironment(mock).post(`${path}/test`);
  expect(answer).toMatchObject({ status: 202, body: { eventType: "webhook.test", webhookId: id, status: "pending" } });
  expect((await receiver.waitFor("webhook.test")).event).toMatchObject({ target: { type: "webhook", id }, data: { id } });
  receiver.respond(500);
  for (let at = 0; at < 3; at += 1) await asEnvironment(mock).post(`${path}/test`);
  await mock.clock.advance("1h");
  expect(receiver.received).toHaveLength(4);
  expect(mock.webhooks.deliveries.map(({ status }) => status)).toEqual(["delivered", "failed", "failed", "failed"]);
  expect((await asEnvironment(mock).get(path)).body).toMatchObject({ statusReason: "request", consecutiveDeadLetters: 0 });
});
