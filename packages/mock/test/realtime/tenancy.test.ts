import type { RealtimeServerFrame } from "@plinto/spec";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ask, demo, happen, socketOf, type PlainSocket } from "./plain-socket.ts";

const people = ["ada", "bob", "vera", "olga"] as const;
type Person = (typeof people)[number];

const tenant = fc.constantFrom("acme" as const, "globex" as const);
const person = fc.constantFrom(...people);
const topicName = fc.constantFrom("organization", "audit", "policy", "webhook");

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("subscribe" as const), person, tenant, topicName }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("subscribeOther" as const), person, other: person }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("happen" as const), tenant }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("write" as const), person, tenant }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("notify" as const), person, tenant, other: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), person: fc.constantFrom("bob" as const, "vera" as const), tenant }) },
  { weight: 1, arbitrary: fc.constant({ kind: "leap" as const }) },
);

/** The organization that something in a frame belongs to. */
function tenantsIn(frame: RealtimeServerFrame): readonly string[] {
  if (frame.kind === "events") return frame.events.flatMap(({ event }) => event.organizationId ?? []);
  if (frame.kind === "notification" && "organizationId" in frame) return [frame.organizationId];
  if (frame.kind === "message" && "topic" in frame) return [frame.topic.slice("organization:".length)];
  return [];
}

test("whatever people subscribe to, send and leave, nobody hears of an organization that is not theirs", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = await demo({ clock: "virtual" });
      const { mock, people: ids } = world;
      const organizations = { acme: world.acme, globex: world.globex };
      const members: Record<string, Set<Person>> = {
        [world.acme]: new Set(["ada", "bob", "vera"]),
        [world.globex]: new Set(["olga", "bob"]),
      };
      const sockets = new Map<Person, PlainSocket>();
      for (const name of people) sockets.set(name, await socketOf(mock, name));
      const read = new Map<Person, number>();
      /** Waits until everything that is under way has come, and judges it by who is a member now. */
      const judge = async (): Promise<void> => {
        // Events of one turn of the loop go into one frame at its end.
        await new Promise((resolve) => setImmediate(resolve));
        for (const [name, socket] of sockets) {
          const id = socket.id();
          socket.send({ kind: "ping", id });
          await socket.next("pong", (frame) => frame.id === id);
          for (const frame of socket.frames.slice(read.get(name) ?? 0))
            for (const organizationId of tenantsIn(frame))
              expect({ organizationId, name, isMember: members[organizationId]!.has(name) }).toMatchObject({ isMember: true });
          read.set(name, socket.frames.length);
        }
      };
      const send = (name: Person, frame: Parameters<PlainSocket["send"]>[0]): void => sockets.get(name)!.send(frame);
      for (const one of steps) {
        if (one.kind === "subscribe") {
          const socket = sockets.get(one.person)!;
          const id = socket.id();
          const orgId = organizations[one.tenant];
          const answer = socket.answer(id);
          socket.send({ kind: "subscription", id, topic: `${one.topicName}:${orgId}` });
          const frame = await answer;
          // Whoever is no member is told what everybody is told of a topic that does not exist.
          if (!members[orgId]!.has(one.person)) expect(frame).toMatchObject({ kind: "error", code: "not_found" });
        } else if (one.kind === "subscribeOther") {
          const socket = sockets.get(one.person)!;
          const id = socket.id();
          const answer = socket.answer(id);
          socket.send({ kind: "subscription", id, topic: `user:${ids[one.other].id}` });
          expect((await answer).kind).toBe(one.person === one.other ? "subscription" : "error");
        } else if (one.kind === "happen") await happen(world, organizations[one.tenant], "Something");
        else if (one.kind === "write") send(one.person, { kind: "message", id: "w", topic: `organization:${organizations[one.tenant]}`, data: {} });
        else if (one.kind === "notify")
          send(one.person, { kind: "notification", id: "n", topic: `organization:${organizations[one.tenant]}`, to: ids[one.other].id, data: {} });
        else if (one.kind === "leave") {
          const orgId = organizations[one.tenant];
          // What was before it belongs to whoever was a member then.
          await judge();
          if (!members[orgId]!.delete(one.person)) continue;
          await ask(mock, "DELETE", `/v1/organizations/${orgId}/members/${ids[one.person].id}`);
        } else {
          for (const socket of sockets.values()) socket.answersPings = true;
          await mock.clock.advance("25s");
        }
        await judge();
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
