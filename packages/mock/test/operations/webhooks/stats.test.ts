import { expect, test } from "vitest";
import type { Mock } from "../../../src/index.ts";
import { asEnvironment } from "../../api.ts";
import { acmeWebhooks, cause, endpoint, still } from "../../webhooks/ground.ts";

const once = { events: ["team.created"], retryPolicy: { delaysSeconds: [] } };
const statsOf = async (mock: Mock, query: string = ""): Promise<Record<string, unknown>> =>
  (await asEnvironment(mock).get(`${acmeWebhooks(mock)}/stats${query}`)).body as never;

// Tests that arrived counted and tests that failed did not: three failures and one success were a rate of 1.
test("test events are left out of the statistics", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  receiver.respond(500, { times: 3 });
  for (let at = 0; at < 4; at += 1) {
    await asEnvironment(mock).post(`${path}/test`);
    await mock.webhooks.settled();
  }
  expect(await statsOf(mock)).toMatchObject({ deliveries: 0, attempts: 0, successRate: null, byStatus: [], byWebhook: [] });
});

// What arrived is deleted after 30 days and dead letters stay for 60, so that four of five deliveries became a rate of 0.
test("statistics go back as far as deliveries are kept, and say so", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, once);
  receiver.respond(500, { times: 1 });
  for (let at = 0; at < 5; at += 1) {
    await cause(mock, `Team ${at}`);
    await mock.webhooks.settled();
  }
  const span = "?createdAt[gte]=2030-01-01T00:00:00.000Z&createdAt[lt]=2030-01-02T00:00:00.000Z";
  expect(await statsOf(mock, span)).toMatchObject({ deliveries: 5, successRate: 0.8 });
  await mock.clock.advance("29d");
  expect(await statsOf(mock, span)).toMatchObject({ startsAt: "2030-01-01T00:00:00.000Z", deliveries: 5, successRate: 0.8 });
  await mock.clock.advance("36h");
  const later = await statsOf(mock, span);
  expect(later).toMatchObject({ startsAt: "2030-01-01T12:00:00.001Z", endsAt: "2030-01-02T00:00:00.000Z", deliveries: 0, successRate: null });
  await mock.clock.advance("5d");
  expect(await statsOf(mock, span)).toMatchObject({ startsAt: "2030-01-02T00:00:00.000Z", endsAt: "2030-01-02T00:00:00.000Z", deliveries: 0 });
});

// The rate counted what was discarded, the line of its endpoint did not.
test("what failed for good counts alike in the rate and at its endpoint, discarded or not", async () => {
  const mock = still();
  const { receiver, id } = await endpoint(mock, once);
  receiver.respond(500, { times: 2 });
  for (const name of ["a", "b", "c"]) {
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  await asEnvironment(mock).delete(`${acmeWebhooks(mock)}/dlq/${mock.webhooks.deliveries[0]!.id}`);
  expect(await statsOf(mock)).toMatchObject({ successRate: 1 / 3, byWebhook: [{ webhookId: id, deliveries: 3, delivered: 1, deadLettered: 2 }] });
});

// Deliveries leave the version alone, so a reader that had the version was told that nothing had changed.
test("an endpoint is read anew after a delivery, and its ETag still guards a change", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, once);
  const first = await asEnvironment(mock).get(path);
  const etag = first.headers.get("etag")!;
  receiver.respond(500, { times: 1 });
  for (const name of ["a", "b"]) {
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  const again = await asEnvironment(mock).get(path, { "if-none-match": etag });
  expect(again).toMatchObject({ status: 200, body: { version: 1, lastDeliveredAt: "2030-01-01T00:00:00.000Z" } });
  expect((await asEnvironment(mock).patch(path, { ordered: true }, { "if-match": etag })).status).toBe(200);
  expect((await asEnvironment(mock).patch(path, { ordered: false }, { "if-match": etag })).status).toBe(412);
});
