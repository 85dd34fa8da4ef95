import { createPlinto, type Plinto } from "@plinto/core";
import { createMock, type Mock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startPostgres, type PostgresServer } from "../../../tooling/src/servers/postgres-server.ts";
import { startRedis, type RedisServer } from "../../../tooling/src/servers/redis-server.ts";
import { faults, faultyWay, type Fault, type FaultyWay } from "./faulty-way.ts";
import { keepReceiving, type ReceiverProcess, type ReceiverSetup } from "./receiver-process.ts";

let postgres: PostgresServer;
let redis: RedisServer;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
}, 60_000);
afterAll(async () => {
  await postgres?.close();
  await redis?.close();
});

/** An endpoint of a mock on a port, with a receiver in a process behind a way that has faults. */
interface Endpoint {
  readonly store: ReceiverSetup["store"];
  readonly webhookId: string;
  readonly way: FaultyWay;
  readonly receiver: ReceiverProcess;
}

interface Stage {
  readonly name: string;
  readonly mock: Mock;
  readonly plinto: Plinto;
  readonly orgId: string;
}

async function stage(name: string): Promise<Stage> {
  const mock = createMock({ clock: "virtual", limits: "count" });
  const { url, close } = await serveMock(mock);
  onTestFinished(close);
  return {
    name,
    mock: mock as unknown as Mock,
    plinto: createPlinto({ baseUrl: url, secretKey: mock.keys.secretKey }),
    orgId: mock.seed.organizations.acme.id,
  };
}

async function endpoint({ name, plinto, orgId }: Stage, store: ReceiverSetup["store"], next: () => Fault): Promise<Endpoint> {
  const made = Promise.withResolvers<ReceiverProcess>();
  const way = await faultyWay({ next, to: async () => (await made.promise).living() });
  const { id, secret } = await plinto.organizations.webhooks.create({ orgId, url: way.url, events: ["team.created"] });
  const host = { postgres: postgres.connection.host, redis: redis.socket, memory: "" }[store];
  const receiver = keepReceiving({ secret: secret!, store, host, name });
  made.resolve(receiver);
  onTestFinished(async () => {
    way.close();
    await receiver.close();
  });
  await receiver.living();
  return { store, webhookId: id, way, receiver };
}

async function cause({ plinto, orgId }: Stage, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await plinto.organizations.teams.create({ orgId, name: `Team ${at}` });
}

/** The events that there are deliveries of, and what became of each at an endpoint. */
function outcomes({ mock }: Stage, { webhookId }: Endpoint): ReadonlyMap<string, string> {
  const own = mock.webhooks.deliveries.filter((delivery) => delivery.webhookId === webhookId);
  return new Map(own.map(({ eventId, status }) => [eventId, status]));
}

async function counts({ receiver }: Endpoint): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const id of await receiver.effects()) found.set(id, (found.get(id) ?? 0) + 1);
  return found;
}

test(
  "a receiver that is killed between effect and answer, and one that is killed in the midst of the effect, has every effect exactly once with PostgreSQL",
  {
    timeout: 60_000,
  },
  async () => {
    const ground = await stage("killed");
    const plan: Fault[] = ["none", "die-before-answer", "die-in-effect", "none", "die-in-effect", "die-before-answer"];
    const { receiver, ...rest } = await endpoint(ground, "postgres", () => plan.shift() ?? "none");
    await cause(ground, 12);
    await ground.mock.clock.advance("1h");
    expect([...outcomes(ground, { receiver, ...rest }).values()]).toEqual(Array.from({ length: 12 }, () => "delivered"));
    const effects = await counts({ receiver, ...rest });
    for (const id of outcomes(ground, { receiver, ...rest }).keys()) expect(effects.get(id)).toBe(1);
    expect(plan).toEqual([]);
    // Two deliveries are on their way at once, so one death can end two attempts.
    expect(receiver.deaths).toBeGreaterThanOrEqual(2);
  },
);

/** Every fault once, which four events at three endpoints use up, and then any. */
const plans = fc
  .tuple(
    fc.shuffledSubarray([...faults], { minLength: faults.length }),
    fc.array(fc.constantFrom(...faults, "none" as const, "none" as const), { minLength: 20, maxLength: 50 }),
  )
  .map(([all, any]): readonly Fault[] => [...all, ...any]);

test(
  "under random faults every event has its effect exactly once with PostgreSQL and at least once elsewhere, or is a dead letter that a retry brings there",
  {
    timeout: 240_000,
  },
  async ({ annotate }) => {
    // Each world gives its events the same ids.
    let runs = 0;
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 4, max: 12 }), async (plan, events) => {
        const ground = await stage(`faults_${(runs += 1)}`);
        let isWell = false;
        let at = 0;
        const next = (): Fault => (isWell ? "none" : plan[at++ % plan.length]!);
        const endpoints: Endpoint[] = [];
        for (const store of ["postgres", "redis", "memory"] as const) endpoints.push(await endpoint(ground, store, next));
        await cause(ground, events);
        await ground.mock.clock.advance("1h");
        for (const one of endpoints) {
          const effects = await counts(one);
          for (const [id, status] of outcomes(ground, one)) {
            const times = effects.get(id) ?? 0;
            if (status === "delivered") expect([one.store, id, times > 0]).toEqual([one.store, id, true]);
            else expect(["dead_lettered", "parked"]).toContain(status);
            if (one.store === "postgres") expect(times).toBeLessThanOrEqual(1);
            seen.set(`${one.store} ${status}`, (seen.get(`${one.store} ${status}`) ?? 0) + 1);
          }
          for (const [fault, times] of one.way.done) seen.set(fault, (seen.get(fault) ?? 0) + times);
        }
        isWell = true;
        await bringEverythingThere(ground, endpoints);
        for (const one of endpoints) {
          const effects = await counts(one);
          const ids = [...outcomes(ground, one).keys()];
          expect(ids).toHaveLength(events);
          expect([one.store, ...ids.filter((id) => !effects.has(id))]).toEqual([one.store]);
          if (one.store === "postgres") expect(ids.filter((id) => effects.get(id) !== 1)).toEqual([]);
        }
      }),
      { numRuns: 3, endOnFailure: true, includeErrorInReport: true },
    );
    expect(faults.filter((fault) => !seen.has(fault))).toEqual([]);
    expect(seen.get("postgres delivered")).toBeGreaterThan(0);
    await annotate(`Deliveries under faults: ${[...seen].map(([what, times]) => `${what} ${times}`).join(", ")}`);
  },
);

/** Ends pauses and retries dead letters until there are none. */
async function bringEverythingThere(ground: Stage, endpoints: readonly Endpoint[]): Promise<void> {
  const { plinto, orgId, mock } = ground;
  const isThere = (): boolean => endpoints.every((one) => [...outcomes(ground, one).values()].every((status) => status === "delivered"));
  for (let round = 0; !isThere(); round += 1) {
    expect(round).toBeLessThan(50);
    for (const { webhookId } of endpoints) await plinto.organizations.webhooks.update({ orgId, webhookId, status: "active" });
    for (const { id } of await plinto.organizations.webhooks.deadLetters.list({ orgId }).toArray({ max: 100 }))
      await plinto.organizations.webhooks.deadLetters.retry({ orgId, deliveryId: id });
    await mock.clock.advance("1h");
  }
}
