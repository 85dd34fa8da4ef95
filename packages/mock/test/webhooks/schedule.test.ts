import fc from "fast-check";
import { expect, test } from "vitest";
import { delayAfter, retryAfterMs } from "../../src/domain/webhooks/schedule.ts";
import { createRandom } from "../../src/kernel/random.ts";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "./ground.ts";

const team = ({ event }: { event: { type: string } }): boolean => event.type === "team.created";

/** The seconds between the attempts that a receiver saw. */
function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((at, index) => (at - times[index]!) / 1000);
}

test("a delivery that fails is attempted six times: at once, after 1 s, 5 s, 30 s, 5 min and 30 min, give or take a fifth", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock);
  receiver.respond(500);
  await cause(mock);
  await mock.clock.advance("1h");
  const delays = gaps(receiver.received.filter(team).map(({ receivedAt }) => receivedAt));
  expect(delays).toHaveLength(5);
  for (const [index, delay] of [1, 5, 30, 300, 1800].entries()) {
    expect(delays[index]).toBeGreaterThanOrEqual(delay * 0.8);
    expect(delays[index]).toBeLessThanOrEqual(delay * 1.2);
  }
  const { data } = (await asEnvironment(mock).get(`${path}/deliveries`)).body as { data: { status: string; attempts: { outcome: string }[] }[] };
  expect(data).toMatchObject([{ status: "dead_lettered", attemptCount: 6, nextAttemptAt: null }]);
  expect(data[0]!.attempts.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => "refused"));
});

test("a receiver that recovers gets the event, and every attempt is signed afresh with the time it is made at", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock);
  receiver.respond(503, { times: 2 });
  await cause(mock, "Engineering");
  await mock.clock.advance("1m");
  expect(teamsTold(receiver)).toEqual(["Engineering", "Engineering", "Engineering"]);
  const stamps = receiver.received.map(({ headers }) => headers["webhook-timestamp"]);
  expect(stamps).toEqual(receiver.received.map(({ receivedAt }) => String(Math.floor(receivedAt / 1000))));
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-signature"])).size).toBe(3);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered", attemptCount: 3 }]);
});

test("an answer that takes longer than 30 s counts as none", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock);
  receiver.hang();
  await cause(mock);
  await receiver.waitFor(team);
  await mock.clock.advance("29s");
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivering", attempts: [] }]);
  await mock.clock.advance("10s");
  expect(mock.webhooks.deliveries).toMatchObject([
    { status: "delivered", attempts: [{ outcome: "timed_out", durationSeconds: 30, responseStatus: null }, { outcome: "delivered" }] },
  ]);
});

test("an endpoint has a schedule and a timeout of its own", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock, { retryPolicy: { delaysSeconds: [10], timeoutSeconds: 2 } });
  receiver.hang({ times: 2 });
  await cause(mock);
  await mock.clock.advance("20s");
  expect(receiver.received).toHaveLength(2);
  expect(mock.webhooks.deliveries).toMatchObject([
    { status: "dead_lettered", attempts: [{ outcome: "timed_out", durationSeconds: 2 }, { outcome: "timed_out" }] },
  ]);
});

test.each([
  ["a number of seconds", "120", 429],
  ["a date", new Date(1_893_456_120_000).toUTCString(), 503],
])("Retry-After as %s is waited for where it is longer than the schedule", async (_what, value, status) => {
  const mock = still();
  const { receiver } = await endpoint(mock);
  receiver.respond(() => new Response(null, { status, headers: { "retry-after": value } }), { times: 1 });
  await cause(mock);
  await mock.clock.advance("119s");
  expect(receiver.received).toHaveLength(1);
  await mock.clock.advance("1s");
  expect(receiver.received).toHaveLength(2);
});

test("Retry-After says nothing where the answer is another, and less than the schedule changes nothing", async () => {
  const mock = still();
  const { receiver } = await endpoint(mock);
  receiver.respond(() => new Response(null, { status: 500, headers: { "retry-after": "3600" } }), { times: 1 });
  receiver.respond(() => new Response(null, { status: 503, headers: { "retry-after": "0" } }), { times: 1 });
  await cause(mock);
  await mock.clock.advance("2s");
  expect(receiver.received).toHaveLength(2);
  await mock.clock.advance("3500ms");
  expect(receiver.received).toHaveLength(2);
  await mock.clock.advance("4s");
  expect(receiver.received).toHaveLength(3);
});

test("a redirect is not followed and is a failure", async () => {
  const mock = still();
  const other = mock.webhooks.receiver();
  const { receiver } = await endpoint(mock);
  receiver.respond(() => new Response(null, { status: 307, headers: { location: other.url } }), { times: 1 });
  await cause(mock);
  await mock.clock.advance("2s");
  expect(other.received).toEqual([]);
  expect(mock.webhooks.deliveries).toMatchObject([{ attempts: [{ outcome: "redirected", responseStatus: 307 }, { outcome: "delivered" }] }]);
});

// The detail had the words of the failed connection, so that an endpoint per port told which are open.
test("an endpoint that cannot be reached is a failure that says so, and not which one of a network's", async () => {
  const mock = still();
  await asEnvironment(mock).post("/v1/webhooks", { url: "http://127.0.0.1:9/", events: ["team.created"] });
  await cause(mock);
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "pending", attempts: [{ outcome: "unreachable", responseStatus: null }] }]);
  const closed = mock.webhooks.deliveries[0]!.attempts[0]!.detail;
  expect(closed).toBe("The endpoint could not be reached, or the connection ended before its answer.");
  const filtered = still({ webhooks: { deliver: () => Promise.reject(new Error("connect EHOSTUNREACH 127.0.0.1:9")) } });
  await asEnvironment(filtered).post("/v1/webhooks", { url: "http://127.0.0.1:9/", events: ["team.created"] });
  await cause(filtered);
  await filtered.webhooks.settled();
  expect(filtered.webhooks.deliveries[0]!.attempts[0]!.detail).toBe(closed);
});

// One receiver that answered 999 made the lists of deliveries, dead letters and events of everybody answer 500.
test.each([999, 600, 99, 0, 204.5])("an answer with the status %d is none, and the lists that show it go on", async (status) => {
  const mock = still({ webhooks: { deliver: () => Promise.resolve({ status, isRedirect: false, retryAfter: null }) } });
  const admin = asEnvironment(mock);
  const { body } = await admin.post(acmeWebhooks(mock), { url: "http://127.0.0.1:3000/", events: ["team.created"], retryPolicy: { delaysSeconds: [] } });
  const watching = await endpoint(mock, { events: ["webhook.*"] });
  await cause(mock);
  await mock.webhooks.settled();
  const [{ id }] = mock.webhooks.deliveries as unknown as [{ id: string }];
  const path = `${acmeWebhooks(mock)}/${body.id as string}/deliveries`;
  expect((await admin.get(`${path}/${id}`)).body).toMatchObject({ status: "dead_lettered", attempts: [{ outcome: "unreachable", responseStatus: null }] });
  for (const list of [path, `${acmeWebhooks(mock)}/dlq`, "/v1/events"]) expect((await admin.get(list)).status).toBe(200);
  expect((await admin.post(`${acmeWebhooks(mock)}/dlq/${id}/retry`)).status).toBe(202);
  expect((await watching.receiver.waitFor("webhook.dead_lettered")).event.data).toMatchObject({ deliveryId: id, responseStatus: null });
});

test("chance adds or takes at most a fifth, whatever the delay, and what is asked for is waited for up to a day", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 86_400 }), { maxLength: 10 }),
      fc.integer({ min: 1, max: 12 }),
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined }),
      (delaysSeconds, failures, seed, asked) => {
        const delay = delayAfter({ delaysSeconds, timeoutSeconds: 30 }, failures, createRandom(seed), asked);
        const planned = delaysSeconds[failures - 1];
        if (planned === undefined) {
          expect(delay).toBeUndefined();
          return;
        }
        const wanted = Math.min(asked ?? 0, 86_400_000);
        expect(delay).toBeGreaterThanOrEqual(Math.max(planned * 800, wanted));
        expect(delay).toBeLessThanOrEqual(Math.max(planned * 1200, wanted));
      },
    ),
  );
});

test("both ends of the jitter are reached", () => {
  const random = createRandom(new Uint8Array([1]));
  const seen = Array.from({ length: 20_000 }, () => delayAfter({ delaysSeconds: [10], timeoutSeconds: 30 }, 1, random, undefined)!);
  expect(Math.min(...seen)).toBeLessThan(8_010);
  expect(Math.max(...seen)).toBeGreaterThan(11_990);
});

test.each([
  ["7", 7000],
  [" 7 ", 7000],
  ["soon", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  [null, undefined],
  ["Thu, 01 Jan 1970 00:00:10 GMT", 9000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
])("Retry-After %j is %j milliseconds", (header, milliseconds) => {
  expect(retryAfterMs(header, 1000)).toBe(milliseconds);
});
