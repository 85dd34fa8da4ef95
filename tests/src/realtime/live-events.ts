/** The client of live events against the mock: two programs that know each other by spec/realtime.md alone. */

import { createPlinto, type Plinto } from "@plinto/core";
import type { AcmeSeed, Mock } from "@plinto/mock";
import { type Realtime, type Subscription, createRealtime } from "@plinto/realtime";
import { afterEach, describe, expect, test } from "vitest";
import type { Door } from "../doors/door.ts";

type Organization = Subscription<"organization:{orgId}">;
type Persona = "ada" | "bob";

interface Listener {
  readonly plinto: Plinto;
  readonly realtime: Realtime;
  readonly organization: Organization;
  /** Names of teams, and reasons of gaps in brackets, in the order of their arrival. */
  readonly heard: string[];
  /** Resolves when this was heard. */
  until(what: string): Promise<void>;
}

interface Ground {
  readonly mock: Mock<AcmeSeed>;
  readonly ada: Plinto;
  readonly orgId: string;
  team(name: string): Promise<unknown>;
  listen(persona: Persona): Promise<Listener>;
}

/** Loses every connection, and gives the client the time that it waits before it comes back. */
async function cut(mock: Mock<AcmeSeed>, realtime: Realtime, meanwhile: () => Promise<unknown> | void): Promise<void> {
  const lost = new Promise<void>((resolve) => realtime.on("status", (status) => status === "waiting" && resolve()));
  mock.realtime.cut();
  await lost;
  await meanwhile();
  await mock.clock.advance("1s");
}

async function listenTo(orgId: string, plinto: Plinto, realtime: Realtime): Promise<Listener> {
  const heard: string[] = [];
  const waiting = new Map<string, () => void>();
  const note = (what: string): void => {
    heard.push(what);
    waiting.get(what)?.();
  };
  const organization = realtime.organization(orgId, { onGap: ({ reason }) => note(`[${reason}]`) });
  organization.on("team.created", ({ data }) => note(data.name));
  organization.on("recovered", () => note("[recovered]"));
  organization.on("end", ({ code }) => note(`[end ${code}]`));
  await organization.ready();
  return {
    plinto,
    realtime,
    organization,
    heard,
    until: (what) => new Promise((resolve) => (heard.includes(what) ? resolve() : waiting.set(what, resolve))),
  };
}

/** Declares what live events promise as tests through one door that has sockets. */
export function testLiveEvents(door: Door): void {
  const closings: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0).toReversed()) await close();
  });

  async function open(): Promise<Ground> {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    closings.push(close);
    const signIn = async (persona: Persona): Promise<Plinto> => {
      const plinto = createPlinto(connect());
      const { email, password } = mock.seed.users[persona];
      await plinto.auth.signIn({ email, password });
      return plinto;
    };
    const ada = await signIn("ada");
    const orgId = mock.seed.organizations.acme.id;
    return {
      mock,
      ada,
      orgId,
      team: (name) => ada.organizations.teams.create({ orgId, name }),
      async listen(persona) {
        const plinto = await signIn(persona);
        const realtime = createRealtime(plinto);
        closings.push(() => realtime.close());
        return listenTo(orgId, plinto, realtime);
      },
    };
  }

  describe(`through the door ${door.name}`, () => {
    test("What somebody does is heard by the members of the organization, with the id that the webhook has", async () => {
      const { mock, team, listen } = await open();
      const bob = await listen("bob");
      const ids: string[] = [];
      bob.organization.on("event", ({ id }) => ids.push(id));
      await team("Night shift");
      await bob.until("Night shift");
      expect(ids).toEqual(mock.events.filter(({ type }) => type === "team.created").map(({ id }) => id));
    });

    test("A connection that is cut comes back, and what happened meanwhile is heard once", async () => {
      const { mock, team, listen } = await open();
      const { heard, until, realtime } = await listen("ada");
      await team("before");
      await until("before");
      await cut(mock, realtime, () => team("meanwhile"));
      await until("meanwhile");
      await team("after");
      await until("after");
      expect(heard).toEqual(["before", "[recovered]", "meanwhile", "after"]);
    });

    test("Frames that come twice or in another order are heard once and in order", async () => {
      const { mock, team, listen } = await open();
      const { heard, until } = await listen("ada");
      mock.realtime.duplicate({ times: 2 });
      mock.realtime.reorder({ times: 2 });
      for (const name of ["one", "two", "three", "four", "five"]) await team(name);
      // A frame that was held back for one that never came is missed at the next heartbeat.
      await mock.clock.advance("30s");
      await until("five");
      expect(heard).toEqual(["one", "two", "three", "four", "five"]);
    });

    test("What history has not kept is reported as a gap and not delivered", async () => {
      const { mock, team, listen } = await open();
      const { heard, until, realtime } = await listen("ada");
      await cut(mock, realtime, async () => {
        await team("missed");
        mock.realtime.truncateHistory();
      });
      await until("[history]");
      await team("after");
      await until("after");
      expect(heard).toEqual(["[history]", "after"]);
    });

    test("Offsets that start anew are a gap", async () => {
      const { mock, team, listen } = await open();
      const { heard, until, realtime } = await listen("ada");
      await team("before");
      await until("before");
      await cut(mock, realtime, () => mock.realtime.resetEpoch());
      await until("[epoch]");
      await team("after");
      await until("after");
      expect(heard).toEqual(["before", "[epoch]", "after"]);
    });

    test("A drain and an expiry lose nothing", async () => {
      const { mock, team, listen } = await open();
      const { heard, until, realtime } = await listen("ada");
      mock.realtime.drain({ windowMs: 1_000 });
      await team("draining");
      await mock.clock.advance("2s");
      mock.realtime.expire();
      await team("expired");
      await mock.clock.advance("2s");
      await until("expired");
      expect(heard.filter((what) => !what.startsWith("["))).toEqual(["draining", "expired"]);
      expect(realtime.explain().map(({ reason }) => reason)).toEqual(expect.arrayContaining(["drain", "credential"]));
    });

    test("Twenty minutes pass on the same socket: heartbeats are answered and the token is renewed", async () => {
      const { mock, team, listen } = await open();
      const { heard, until, realtime, plinto } = await listen("ada");
      const [connection] = mock.realtime.connections;
      for (let seconds = 0; seconds < 1_200; seconds += 5) {
        await mock.clock.advance("5s");
        // Who asks is answered after the renewal that may be under way: over a network nothing holds the clock for it.
        await plinto.users.getMe();
      }
      await team("later");
      await until("later");
      expect(heard).toEqual(["later"]);
      expect(mock.realtime.connections.map(({ id }) => id)).toEqual([connection?.id]);
      expect(realtime.status).toBe("open");
    });

    test("Who is removed from the organization hears nothing any more, at once", async () => {
      const { mock, ada, orgId, team, listen } = await open();
      const { heard, until } = await listen("bob");
      await ada.organizations.members.remove({ orgId, userId: mock.seed.users.bob.id });
      await until("[end membership_lost]");
      await team("secret");
      await mock.clock.advance("1m");
      expect(heard).toEqual(["[end membership_lost]"]);
    });

    test("Another tenant's topic does not exist, and the audit topic needs its permission", async () => {
      const { listen } = await open();
      const { realtime } = await listen("bob");
      const foreign = realtime.organization("org_01hzy3v5q8w9x0a1b2c3d4e5f6", { onGap: () => {} });
      await expect(foreign.ready()).rejects.toMatchObject({ code: "not_found" });
      await expect(realtime.environment({ onGap: () => {} }).ready()).rejects.toMatchObject({ code: expect.stringMatching(/not_found|permission_denied/) });
    });

    test("Messages reach everybody who listens, notifications the one they are for", async () => {
      const { mock, listen } = await open();
      const ada = await listen("ada");
      const bob = await listen("bob");
      const { id } = mock.seed.users.bob;
      const own = bob.realtime.user(id, { onGap: () => {} });
      await own.ready();
      const received = Promise.all([
        new Promise((resolve) => bob.organization.on("message", ({ data }) => resolve(data))),
        new Promise((resolve) => own.on("notification", ({ data, from }) => resolve({ ...data, from: from.id }))),
      ]);
      const { messageId } = await ada.organization.send("message", { data: { typing: true } });
      await ada.organization.send("notification", { to: id, data: { text: "Lunch?" } });
      expect(messageId).toMatch(/^rtm_/);
      expect(await received).toEqual([{ typing: true }, { text: "Lunch?", from: mock.seed.users.ada.id }]);
    });
  });
}
