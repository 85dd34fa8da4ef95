/** The promise of the package under whatever may happen to a connection. Every run prints its seed when it fails. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { TopicItem } from "../src/topic-state.ts";
import { type Fixture, fixture } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { firstLie } from "./support/model.ts";
import { ScriptedServer, eventNumber } from "./support/scripted-server.ts";

const TOPIC = "organization:org_1";

type Step =
  | { do: "publish"; count: number; visible: boolean }
  | { do: "deliver"; count: number }
  | { do: PlainStep }
  | { do: "truncate"; kept: number }
  | { do: "cut"; code: number; delivered: number }
  | { do: "throw"; who: Thrower }
  | { do: "advance"; ms: number }
  | { do: "jump"; ms: number };

type PlainStep = "calm" | "duplicate" | "swap" | "drop" | "ping" | "reset" | "online" | "offline" | "visible" | "pageshow" | "reconnect" | "drain";
/** What a program gave, and what may throw when it is called next. */
type Thrower = (typeof throwers)[number];
const throwers = ["status", "event", "gap", "recovered", "onGap", "key"] as const;
type Weighted = fc.WeightedArbitrary<Step>;

const of = (weight: number, arbitrary: fc.Arbitrary<Step>): Weighted => ({ weight, arbitrary });
const plain = (weight: number, ...names: PlainStep[]): Weighted => of(weight, fc.constantFrom(...names.map((name) => ({ do: name }))));
const cut = (...codes: number[]): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant("cut" as const), code: fc.constantFrom(...codes), delivered: fc.integer({ min: 0, max: 3 }) });

const harmless: Weighted[] = [
  of(6, fc.record({ do: fc.constant("publish" as const), count: fc.integer({ min: 1, max: 4 }), visible: fc.boolean() })),
  of(6, fc.record({ do: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 3 }) })),
  plain(3, "calm"),
  plain(8, "duplicate", "swap", "drop"),
  plain(4, "ping", "online", "offline", "visible", "pageshow", "reconnect", "drain"),
  of(3, fc.record({ do: fc.constant("throw" as const), who: fc.constantFrom(...throwers) })),
  of(2, cut(1006, 1001, 4200, 4201, 4202, 4299, 4999)),
  of(1, fc.record({ do: fc.constant("advance" as const), ms: fc.constantFrom(0, 100, 1_000, 6_000, 30_000) })),
  of(1, fc.record({ do: fc.constant("jump" as const), ms: fc.constantFrom(-3_600_000, -1_000, 1_000, 60_000, 86_400_000) })),
];
const harmful: Weighted[] = [
  plain(1, "reset"),
  of(1, fc.record({ do: fc.constant("truncate" as const), kept: fc.integer({ min: 0, max: 3 }) })),
  of(1, cut(4300, 4350)),
];

class World {
  readonly server = new ScriptedServer();
  readonly truth = new Map<string, { offset: number; id: string; visible: boolean }[]>();
  readonly items: TopicItem[] = [];
  readonly heard: string[] = [];
  readonly client: Fixture;
  /** Who throws when it is called next. */
  readonly #armed = new Set<Thrower>();
  #events = 0;

  constructor() {
    this.server.flows = false;
    this.client = fixture({ server: this.server });
    this.#subscribeCarelessly();
    const subscription = this.client.realtime.organization("org_1", { onGap: () => {} });
    subscription.on("event", ({ id }) => this.heard.push(id));
    void this.#read(subscription.items());
  }

  async #read(items: AsyncIterable<TopicItem>): Promise<void> {
    for await (const item of items) this.items.push(item);
  }

  /** A part of the program that throws, before the one that is looked at: neither is to feel it. */
  #subscribeCarelessly(): void {
    const { realtime } = this.client;
    const trip = (who: Thrower): void => {
      if (this.#armed.delete(who)) throw new Error(`The program's own ${who} failed`);
    };
    realtime.on("status", () => trip("status"));
    const careless = realtime.organization("org_1", { onGap: () => trip("onGap") });
    for (const type of ["event", "gap", "recovered"] as const) careless.on(type, () => trip(type));
    const key = (): string => (trip("key"), "");
    const readOn = async (): Promise<void> => {
      const items = careless.items({ policy: "coalesce", key });
      while (!(await items.next()).done);
    };
    const read = (): Promise<void> => readOn().catch(read);
    void read();
  }

  publish(count: number, visible: boolean): void {
    for (let n = 0; n < count; n++) {
      const event = eventNumber(++this.#events);
      const topic = this.server.topic(TOPIC);
      if (!this.truth.has(topic.epoch)) this.truth.set(topic.epoch, []);
      this.truth.get(topic.epoch)!.push({ offset: topic.offset + 1, id: event.id, visible });
      this.server.publish(TOPIC, event, visible);
    }
  }

  async take(step: Step): Promise<void> {
    const { server, client } = this;
    const connection = server.connections.at(-1);
    switch (step.do) {
      case "publish":
        this.publish(step.count, step.visible);
        break;
      case "deliver":
        connection?.deliver(step.count);
        break;
      case "duplicate":
        if (connection?.out[0]) connection.out.splice(1, 0, connection.out[0]);
        break;
      case "swap":
        // Order among frames of one topic is the server's; what a test swaps is what proxies and workers could.
        if (connection?.isAuthenticated && connection.out.length > 1) connection.out.unshift(...connection.out.splice(1, 1));
        break;
      case "drop":
        if (connection?.isAuthenticated) connection.out.shift();
        break;
      case "calm":
        client.page.emit("online");
        await this.calm();
        break;
      case "ping":
        if (connection?.isAuthenticated) connection.ping();
        break;
      case "reset":
        server.resetEpoch(TOPIC);
        break;
      case "truncate":
        server.truncate(TOPIC, step.kept);
        break;
      case "cut":
        connection?.deliver(step.delivered);
        connection?.close(step.code, { delayMs: 100, windowMs: 1_000 });
        break;
      case "drain":
        connection?.send({ kind: "drain", delayMs: 0, windowMs: 1_000 });
        break;
      case "reconnect":
        client.realtime.reconnect();
        break;
      case "throw":
        this.#armed.add(step.who);
        break;
      case "advance":
        await client.clock.advance(step.ms);
        break;
      case "jump":
        client.clock.jump(step.ms);
        break;
      default:
        client.page.emit(step.do);
    }
    await settled();
  }

  /** Time for a connection and for everything that is under way. */
  async calm(): Promise<void> {
    for (let round = 0; round < 6; round++) {
      await this.client.clock.advance(round === 0 ? 20_000 : 0);
      this.server.connections.at(-1)?.deliver();
      await settled();
    }
  }

  /** Peace: everything arrives, and the heartbeat tells what is missing. */
  async rest(): Promise<void> {
    const { server, client } = this;
    client.page.emit("online");
    for (let round = 0; round < 12; round++) {
      const connection = server.connections.at(-1);
      if (connection?.isAuthenticated) connection.ping();
      for (let turn = 0; turn < 4; turn++) {
        server.connections.at(-1)?.deliver();
        await settled();
      }
      await client.clock.advance(4_000);
    }
  }

  get begun(): { epoch: string; offset: number } {
    const [first] = this.server.connections.flatMap(({ begun }) => begun);
    if (!first) throw new Error("The subscription never began");
    return first;
  }
}

const runs = 3_000;

test("Every event is delivered once and in order, or a gap is reported; never both, never neither", async () => {
  const steps = fc.array(fc.oneof(...harmless, ...harmful), { minLength: 1, maxLength: 60, size: "max" });
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const world = new World();
      await world.calm();
      for (const step of script) await world.take(step);
      await world.rest();
      expect(firstLie(world.truth, world.begun, world.items, world.server.topic(TOPIC))).toBeUndefined();
      expect(world.heard).toEqual(world.items.flatMap((item) => (item.kind === "event" ? [item.event.id] : [])));
      expect(world.client.realtime.status).toBe("open");
      await world.client.realtime.close();
    }),
    { numRuns: runs },
  );
}, 120_000);

test("While history reaches and the epoch stays, no gap is reported", async () => {
  const steps = fc.array(fc.oneof(...harmless), { minLength: 1, maxLength: 60, size: "max" });
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const world = new World();
      await world.calm();
      for (const step of script) await world.take(step);
      await world.rest();
      expect(world.items.filter(({ kind }) => kind === "gap")).toEqual([]);
      expect(firstLie(world.truth, world.begun, world.items, world.server.topic(TOPIC))).toBeUndefined();
      await world.client.realtime.close();
    }),
    { numRuns: runs },
  );
}, 120_000);
