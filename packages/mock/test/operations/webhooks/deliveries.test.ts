import { expect, test } from "vitest";
import { asEnvironment, orgId } from "../../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "../../webhooks/ground.ts";

const once = { events: ["team.created"], retryPolicy: { delaysSeconds: [] } };

test("deliveries of an endpoint are listed by status, type and time, a page at a time", async () => {
  const mock = still();
  const { path, receiver } = await endpoint(mock, { events: ["team.*"] });
  receiver.respond(500, { times: 1 });
  for (const name of ["a", "b", "c"]) {
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  const list = async (query: string): Promise<{ data: { eventType: string; status: string }[]; nextCursor: string | null }> =>
    (await asEnvironment(mock).get(`${path}/deliveries?${query}`)).body as never;
  expect((await list("status=pending")).data).toHaveLength(1);
  expect((await list("status=delivered")).data).toHaveLength(2);
  expect((await list("eventType=team.updated")).data).toEqual([]);
  const first = await list("pageSize=2&sort=-createdAt");
  expect(first.data.map(({ status }) => status)).toEqual(["delivered", "delivered"]);
  expect((await list(`pageSize=2&sort=-createdAt&cursor=${first.nextCursor!}`)).data.map(({ status }) => status)).toEqual(["pending"]);
});

test("a delivery is shown with its attempts and the event that it carries", async () => {
  const mock = still();
  const { path, id, receiver } = await endpoint(mock);
  receiver.respond(() => new Response("secret words", { status: 500 }), { times: 1 });
  await cause(mock, "Engineering");
  await mock.webhooks.settled();
  const [{ id: deliveryId }] = (await asEnvironment(mock).get(`${path}/deliveries`)).body.data as [{ id: string }];
  const { body } = await asEnvironment(mock).get(`${path}/deliveries/${deliveryId}`);
  expect(body).toMatchObject({
    id: deliveryId,
    webhookId: id,
    status: "pending",
    attemptCount: 1,
    attempts: [{ number: 1, outcome: "refused", responseStatus: 500, detail: "The endpoint answered 500." }],
    event: receiver.received[0]!.event,
  });
  expect(body.nextAttemptAt).not.toBeNull();
  expect(JSON.stringify(body)).not.toContain("secret words");
});

test("a delivery that arrived, and one that waits, are attempted again at once when somebody asks", async () => {
  const mock = still();
  const { path, receiver } = await endpoint(mock, { events: ["team.created"] });
  receiver.respond(500, { times: 1 });
  await cause(mock, "a");
  await mock.webhooks.settled();
  const [{ id }] = mock.webhooks.deliveries as unknown as [{ id: string }];
  expect(await asEnvironment(mock).post(`${path}/deliveries/${id}/retry`)).toMatchObject({ status: 202, body: { id, status: "pending" } });
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered", attemptCount: 2 }]);
  await asEnvironment(mock).post(`${path}/deliveries/${id}/retry`);
  await mock.clock.advance("1h");
  expect(teamsTold(receiver)).toEqual(["a", "a", "a"]);
});

test("a delivery that is being attempted answers delivery_in_progress to a retry", async () => {
  const mock = still();
  const { path, receiver } = await endpoint(mock);
  receiver.hang();
  await cause(mock);
  await receiver.waitFor("team.created");
  const [{ id }] = mock.webhooks.deliveries as unknown as [{ id: string }];
  expect(await asEnvironment(mock).post(`${path}/deliveries/${id}/retry`)).toMatchObject({ status: 409, body: { code: "delivery_in_progress" } });
});

test("a disabled endpoint answers webhook_disabled to a test, a retry and a retry of a dead letter", async () => {
  const mock = still();
  const { path, receiver } = await endpoint(mock, once);
  receiver.respond(410);
  await cause(mock);
  await mock.webhooks.settled();
  const [{ id }] = mock.webhooks.deliveries as unknown as [{ id: string }];
  for (const call of [`${path}/test`, `${path}/deliveries/${id}/retry`, `${acmeWebhooks(mock)}/dlq/${id}/retry`])
    expect(await asEnvironment(mock).post(call)).toMatchObject({ status: 409, body: { code: "webhook_disabled" } });
});

test("an expired dead letter answers dlq_expired to both ways of retrying it", async () => {
  const mock = still();
  const { path, receiver } = await endpoint(mock, once);
  receiver.respond(500);
  await cause(mock);
  await mock.clock.advance("30d");
  const [{ id }] = mock.webhooks.deliveries as unknown as [{ id: string }];
  for (const call of [`${path}/deliveries/${id}/retry`, `${acmeWebhooks(mock)}/dlq/${id}/retry`])
    expect(await asEnvironment(mock).post(call)).toMatchObject({ status: 410, body: { code: "dlq_expired" } });
  expect((await asEnvironment(mock).delete(`${acmeWebhooks(mock)}/dlq/${id}`)).body.code).toBe("not_found");
});

test("dead letters of an organization are listed across its endpoints, or of one", async () => {
  const mock = still();
  const first = await endpoint(mock, once);
  const second = await endpoint(mock, once);
  for (const { receiver } of [first, second]) receiver.respond(500);
  await cause(mock);
  await mock.webhooks.settled();
  const list = async (query: string): Promise<string[]> =>
    ((await asEnvironment(mock).get(`${acmeWebhooks(mock)}/dlq?${query}`)).body.data as { webhookId: string }[]).map((one) => one.webhookId);
  expect(await list("sort=-deadLetteredAt")).toEqual([second.id, first.id]);
  expect(await list(`webhookId=${first.id}`)).toEqual([first.id]);
  expect(await list("eventType=team.updated")).toEqual([]);
  expect(await list("createdAt[gt]=2030-01-01T00:00:00.000Z")).toEqual([]);
});

test("statistics tell what arrived, what is dead and how long it took", async () => {
  const mock = still();
  const { id, receiver } = await endpoint(mock, once);
  receiver.respond(500, { times: 1 });
  for (const name of ["a", "b", "c", "d"]) {
    await cause(mock, name);
    await mock.webhooks.settled();
  }
  const stats = `${acmeWebhooks(mock)}/stats`;
  expect((await asEnvironment(mock).get(stats)).body).toMatchObject({
    deliveries: 4,
    attempts: 4,
    successRate: 0.75,
    medianDurationSeconds: 0,
    byStatus: [
      { status: "dead_lettered", deliveries: 1 },
      { status: "delivered", deliveries: 3 },
    ],
    byWebhook: [{ webhookId: id, deliveries: 4, delivered: 3, deadLettered: 1 }],
  });
  await mock.clock.advance("2d");
  expect((await asEnvironment(mock).get(stats)).body).toMatchObject({
    deliveries: 0,
    successRate: null,
    medianDurationSeconds: null,
    byStatus: [],
    byWebhook: [],
  });
  expect((await asEnvironment(mock).get(`${stats}?createdAt[gte]=2030-01-01T00:00:00.000Z&webhookId=${id}`)).body.deliveries).toBe(4);
});

test("statistics of more than 30 days answer range_too_large, and a time that ends before it begins is no time", async () => {
  const mock = still();
  for (const path of [acmeWebhooks(mock), "/v1/webhooks"]) {
    const long = "createdAt[gte]=2029-11-01T00:00:00.000Z&createdAt[lt]=2030-01-01T00:00:00.000Z";
    expect(await asEnvironment(mock).get(`${path}/stats?${long}`)).toMatchObject({ status: 400, body: { code: "range_too_large" } });
    const turned = "createdAt[gte]=2030-01-02T00:00:00.000Z&createdAt[lt]=2030-01-01T00:00:00.000Z";
    expect((await asEnvironment(mock).get(`${path}/stats?${turned}`)).body).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/query/createdAt" }],
    });
  }
});

test("endpoints of the environment have deliveries, dead letters and statistics of their own", async () => {
  const mock = still();
  const { path, id, receiver } = await endpoint(mock, once, "/v1/webhooks");
  receiver.respond(500, { times: 1 });
  await cause(mock, "a");
  await mock.webhooks.settled();
  expect((await asEnvironment(mock).get(`${acmeWebhooks(mock)}/dlq`)).body.data).toEqual([]);
  const [{ id: deliveryId }] = (await asEnvironment(mock).get("/v1/webhooks/dlq")).body.data as [{ id: string }];
  expect((await asEnvironment(mock).get(`${acmeWebhooks(mock)}/${id}/deliveries/${deliveryId}`)).status).toBe(404);
  expect((await asEnvironment(mock).post(`/v1/webhooks/dlq/${deliveryId}/retry`)).status).toBe(202);
  await mock.webhooks.settled();
  expect((await asEnvironment(mock).get("/v1/webhooks/stats")).body).toMatchObject({ deliveries: 1, attempts: 2, successRate: 1 });
  expect((await asEnvironment(mock).get(`${path}/deliveries`)).body.data).toMatchObject([{ organizationId: null, status: "delivered" }]);
});

test("another organization's endpoint and deliveries do not exist", async () => {
  const mock = still();
  const globex = `/v1/organizations/${orgId(mock, "globex")}/webhooks`;
  const { id, receiver } = await endpoint(mock, once);
  receiver.respond(500);
  await cause(mock);
  await mock.webhooks.settled();
  const [{ id: deliveryId }] = mock.webhooks.deliveries as unknown as [{ id: string }];
  const admin = asEnvironment(mock);
  for (const answer of [
    await admin.get(`${globex}/${id}`),
    await admin.get(`${globex}/${id}/deliveries`),
    await admin.get(`${globex}/${id}/deliveries/${deliveryId}`),
    await admin.post(`${globex}/${id}/deliveries/${deliveryId}/retry`),
    await admin.post(`${globex}/dlq/${deliveryId}/retry`),
    await admin.delete(`${globex}/dlq/${deliveryId}`),
    await admin.post(`${globex}/${id}/test`),
    await admin.get(`/v1/webhooks/${id}`),
  ])
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect((await admin.get(`${globex}/stats?webhookId=${id}`)).body.deliveries).toBe(0);
});
