import { expect, test } from "vitest";
import type { Mock } from "../../src/index.ts";
import { asEnvironment, eventTypes } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "./ground.ts";

const once = { events: ["team.created"], retryPolicy: { delaysSeconds: [] } };
const only = (mock: Mock): string => mock.webhooks.deliveries[0]!.id;

// What was parked behind a pause waited for a thousand days, and then reached the receiver.
test("what is parked for 30 days is a dead letter with a reason of its own, and can be retried for 30 more", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  await asEnvironment(mock).patch(path, { status: "paused" });
  await cause(mock, "a");
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "parked", expiresAt: "2030-01-31T00:00:00.000Z" }]);
  await mock.clock.advance("29d");
  await cause(mock, "b");
  await mock.clock.advance("1d");
  expect(mock.webhooks.deliveries).toMatchObject([
    { status: "dead_lettered", deadLetterReason: "parked_too_long", attemptCount: 0, deadLetteredAt: "2030-01-31T00:00:00.000Z" },
    { status: "parked" },
  ]);
  // Told by `webhook.paused`: one event for each would be parked at other paused endpoints, and so on.
  expect(eventTypes(mock)).not.toContain("webhook.dead_lettered");
  expect((await asEnvironment(mock).get(path)).body.consecutiveDeadLetters).toBe(0);
  await asEnvironment(mock).patch(path, { status: "active" });
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["b"]);
  const dead = only(mock);
  expect((await asEnvironment(mock).post(`${acmeWebhooks(mock)}/dlq/${dead}/retry`)).body).toMatchObject({ status: "pending", deadLetterReason: null });
  await mock.webhooks.settled();
  expect(teamsTold(receiver)).toEqual(["b", "a"]);
});

test("what goes on after a pause has no end that a pause gave it", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  await asEnvironment(mock).patch(path, { status: "paused" });
  await cause(mock, "a");
  await mock.clock.advance("29d");
  receiver.respond(503);
  await asEnvironment(mock).patch(path, { status: "active", retryPolicy: { delaysSeconds: [86_400, 86_400, 86_400] } });
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "pending", expiresAt: null }]);
  await mock.clock.advance("2d");
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "pending", deadLetterReason: null }]);
});

test("what was on its way when another answered 410 is a dead letter when it fails too", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { events: ["team.created"] });
  const answers: ((status: number) => void)[] = [];
  receiver.respond(() => new Promise((resolve) => answers.push((status) => resolve(new Response(null, { status })))));
  for (const name of ["a", "b", "c"]) await cause(mock, name);
  await expect.poll(() => answers.length).toBe(2);
  answers[0]!(410);
  await expect.poll(() => mock.webhooks.deliveries.map(({ status }) => status)).toEqual(["dead_lettered", "delivering", "dead_lettered"]);
  answers[1]!(500);
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries.map(({ deadLetterReason }) => deadLetterReason)).toEqual(["endpoint_gone", "endpoint_gone", "endpoint_gone"]);
});

// A discarded dead letter went out again when it was retried by its delivery.
test("what was discarded is sent no more: a retry answers dlq_expired", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  receiver.respond(500);
  await cause(mock);
  await mock.webhooks.settled();
  expect((await asEnvironment(mock).delete(`${acmeWebhooks(mock)}/dlq/${only(mock)}`)).status).toBe(204);
  expect(await asEnvironment(mock).post(`${path}/deliveries/${only(mock)}/retry`)).toMatchObject({ status: 410, body: { code: "dlq_expired" } });
  await mock.webhooks.settled();
  expect(receiver.received).toHaveLength(1);
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "discarded", deadLetterReason: "attempts_failed" }]);
});

// One event that its receiver could not take, retried by hand, paused the endpoint for all others.
test("a delivery counts once towards a pause, however often it is retried by hand", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  receiver.respond(500);
  await cause(mock);
  await mock.webhooks.settled();
  for (let at = 0; at < 4; at += 1) {
    await asEnvironment(mock).post(`${path}/deliveries/${only(mock)}/retry`);
    await mock.webhooks.settled();
  }
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "dead_lettered", attemptCount: 5 }]);
  expect((await asEnvironment(mock).get(path)).body).toMatchObject({ status: "active", consecutiveDeadLetters: 1 });
});

// A delivery that had arrived became a dead letter when somebody sent it again and the receiver was down.
test("what arrived once stays delivered when it is sent again by hand and fails", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  await cause(mock);
  await mock.webhooks.settled();
  receiver.respond(500);
  await asEnvironment(mock).post(`${path}/deliveries/${only(mock)}/retry`);
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([
    { status: "delivered", deliveredAt: "2030-01-01T00:00:00.000Z", deadLetteredAt: null, attempts: [{ outcome: "delivered" }, { outcome: "refused" }] },
  ]);
  expect((await asEnvironment(mock).get(`${acmeWebhooks(mock)}/stats`)).body).toMatchObject({ successRate: 1, attempts: 2 });
  expect((await asEnvironment(mock).get(path)).body.consecutiveDeadLetters).toBe(0);
});
