import fc from "fast-check";
import { expect, test } from "vitest";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still } from "./ground.ts";

/** What a receiver does to one delivery. */
const behaviour = fc.constantFrom(204, 204, 200, 500, 503, 429, 302, "drop");

/** What happens meanwhile. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("event" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("time" as const), seconds: fc.integer({ min: 1, max: 4000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pause" as const), endpoint: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resume" as const), endpoint: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("snapshot" as const) }) },
);

test(
  "whatever receivers do, every event stands once per endpoint in the ledger and is delivered or a dead letter in the end",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), fc.array(behaviour, { maxLength: 60 }), async (steps, behaviours) => {
        const mock = still();
        const admin = asEnvironment(mock);
        const endpoints = [
          await endpoint(mock, { events: ["team.created"] }),
          await endpoint(mock, { events: ["team.*"], ordered: true }),
          await endpoint(mock, { events: ["team.created"] }, "/v1/webhooks"),
        ];
        let next = 0;
        for (const { receiver } of endpoints) {
          receiver.respond(() => {
            const chosen = behaviours[next++ % Math.max(1, behaviours.length)] ?? 204;
            if (chosen === "drop") throw new Error("the connection was cut");
            return new Response(null, { status: chosen as number });
          });
        }
        const caused: string[] = [];
        for (const one of steps) {
          if (one.kind === "event") {
            caused.push(`Team ${caused.length}`);
            await cause(mock, caused.at(-1));
          } else if (one.kind === "time") await mock.clock.advance(one.seconds * 1000);
          else if (one.kind === "snapshot") {
            // A state from the middle of an attempt knows nothing of its end, so what it held would be sent twice.
            await mock.webhooks.settled();
            await mock.restore(mock.importSnapshot(JSON.parse(JSON.stringify(mock.exportSnapshot())) as never));
          } else await admin.patch(endpoints[one.endpoint]!.path, { status: one.kind === "pause" ? "paused" : "active" });
        }
        // In the end everybody is well and nothing is paused.
        for (const { receiver } of endpoints) receiver.respond(204);
        for (const { path } of endpoints) await admin.patch(path, { status: "active" });
        await mock.clock.advance("3h");
        await mock.webhooks.settled();
        const events = mock.events.filter(({ type }) => type === "team.created").map(({ id }) => id);
        expect(events).toHaveLength(caused.length);
        for (const { id, receiver } of endpoints) {
          const own = mock.webhooks.deliveries.filter(({ webhookId }) => webhookId === id);
          expect(own.map(({ eventId }) => eventId)).toEqual(events);
          for (const { status, eventId, attempts, attemptCount } of own) {
            expect(["delivered", "dead_lettered"]).toContain(status);
            const came = receiver.received.filter(({ event }) => event.id === eventId);
            expect(came).toHaveLength(attemptCount);
            const taken = came.filter((one) => one.status === 200 || one.status === 204).length;
            expect(taken).toBe(status === "delivered" ? 1 : 0);
            expect(attempts.at(-1)!.outcome === "delivered").toBe(status === "delivered");
          }
        }
        expect((await admin.get(`${acmeWebhooks(mock)}/stats?createdAt[gte]=2030-01-01T00:00:00.000Z`)).status).toBe(200);
      }),
      { numRuns: 40 },
    );
  },
);

test("what an ordered endpoint takes comes in the order of the events, whatever fails in between", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 8 }), fc.array(fc.boolean(), { maxLength: 30 }), async (count, failures) => {
      const mock = still();
      const { receiver } = await endpoint(mock, { events: ["team.created"], ordered: true });
      let next = 0;
      receiver.respond(() => new Response(null, { status: failures[next++] === true ? 500 : 204 }));
      for (let at = 0; at < count; at += 1) await cause(mock, `Team ${at}`);
      await mock.clock.advance("12h");
      const taken = receiver.received.filter(({ status }) => status === 204).map(({ event }) => event.sequence);
      expect(taken).toEqual(taken.toSorted((a, b) => a - b));
      expect(new Set(taken).size).toBe(taken.length);
    }),
    { numRuns: 40 },
  );
});
