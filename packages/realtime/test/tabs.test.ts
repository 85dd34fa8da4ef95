/** One socket for all tabs of a browser: leader, relays, hand-over. */

import { type Channel, type Locks, createPlinto, memoryStorage } from "@plinto/core";
import { expect, test } from "vitest";
import type { TopicItem } from "../src/topic-state.ts";
import { type Realtime, createRealtime } from "../src/realtime.ts";
import { ScriptedSession } from "./support/fixtures.ts";
import { answered } from "./support/manual-clock.ts";
import { eventNumber } from "./support/scripted-server.ts";
import { Browser } from "./support/tabs.ts";

const TOPIC = "organization:org_1";

/** Subscribes and notes what arrives. */
function listening(realtime: Realtime): { heard: string[]; gaps: string[] } {
  const heard: string[] = [];
  const gaps: string[] = [];
  realtime
    .organization("org_1", { onGap: ({ reason }: Extract<TopicItem, { kind: "gap" }>) => void gaps.push(reason) })
    .on("event", ({ id }) => heard.push(id));
  return { heard, gaps };
}

test("Two tabs have one socket and one token, and each hears every event once", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  const [first, second] = [listening(one.realtime), listening(two.realtime)];
  await browser.rest();
  for (let n = 1; n <= 3; n++) browser.server.publish(TOPIC, eventNumber(n));
  await browser.rest();
  expect(browser.server.connections).toHaveLength(1);
  expect(browser.session.tokens).toHaveLength(1);
  expect(browser.server.last.got("subscription")).toHaveLength(1);
  expect([first.heard, second.heard]).toEqual([
    ["evt_1", "evt_2", "evt_3"],
    ["evt_1", "evt_2", "evt_3"],
  ]);
  expect([one.realtime.status, two.realtime.status]).toEqual(["open", "open"]);
  expect(JSON.stringify(browser.posted)).not.toContain("token");
});

test("When the leader closes, another tab takes over from where it has seen, and nothing is lost or repeated", async () => {
  const browser = new Browser();
  const [one, two, three] = [await browser.open(), await browser.open(), await browser.open()];
  const [, second, third] = [listening(one.realtime), listening(two.realtime), listening(three.realtime)];
  await browser.rest();
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  await one.realtime.close();
  browser.server.publish(TOPIC, eventNumber(2));
  await browser.rest();
  browser.server.publish(TOPIC, eventNumber(3));
  await browser.rest();
  expect(browser.server.connections).toHaveLength(2);
  for (const tab of [second, third]) expect(tab).toEqual({ heard: ["evt_1", "evt_2", "evt_3"], gaps: [] });
  expect(two.realtime.explain().map(({ reason }) => reason)).toContain("hand-over");
});

test("When the leader dies with events that it had not passed on, they come from history", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  const [, second] = [listening(one.realtime), listening(two.realtime)];
  await browser.rest();
  one.crash();
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  browser.server.publish(TOPIC, eventNumber(2));
  await browser.rest();
  expect(second).toEqual({ heard: ["evt_1", "evt_2"], gaps: [] });
});

test("A tab that is behind the new leader gets what it has not, and the others do not get it twice", async () => {
  const browser = new Browser();
  const [one, two, three] = [await browser.open(), await browser.open(), await browser.open()];
  const [, second, third] = [listening(one.realtime), listening(two.realtime), listening(three.realtime)];
  await browser.rest();
  three.deaf = true;
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  expect([second.heard, third.heard]).toEqual([["evt_1"], []]);
  three.deaf = false;
  one.crash();
  browser.server.publish(TOPIC, eventNumber(2));
  await browser.rest();
  for (const tab of [second, third]) expect(tab).toEqual({ heard: ["evt_1", "evt_2"], gaps: [] });
});

test("A tab that missed a relay of a living leader gets it with the next one", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  const [first, second] = [listening(one.realtime), listening(two.realtime)];
  await browser.rest();
  two.deaf = true;
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  two.deaf = false;
  browser.server.publish(TOPIC, eventNumber(2));
  await browser.rest();
  for (const tab of [first, second]) expect(tab).toEqual({ heard: ["evt_1", "evt_2"], gaps: [] });
});

test("A tab that becomes visible takes the socket over from one that cannot be seen", async () => {
  const browser = new Browser();
  const [one, two, three] = [await browser.open(), await browser.open(false), await browser.open(false)];
  const all = [one, two, three].map(({ realtime }) => listening(realtime));
  await browser.rest();
  one.page.emit("hidden");
  await browser.rest();
  three.page.emit("visible");
  await browser.rest();
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  expect(browser.server.connections.filter(({ closed }) => closed === undefined)).toHaveLength(1);
  expect(three.realtime.explain().map(({ to }) => to)).toContain("open");
  expect(two.realtime.explain()).toEqual([]);
  for (const tab of all) expect(tab).toEqual({ heard: ["evt_1"], gaps: [] });
});

test("A topic that only another tab wants is subscribed by the leader, and left with that tab", async () => {
  const browser = new Browser();
  const [, two] = [await browser.open(), await browser.open()];
  const subscription = two.realtime.user("usr_1", { onGap: () => {} });
  await browser.rest();
  expect(browser.server.last.places.has("user:usr_1")).toBe(true);
  subscription.close();
  await browser.rest();
  expect(browser.server.last.places.has("user:usr_1")).toBe(false);
});

test("A refusal reaches the tab that asked", async () => {
  const browser = new Browser();
  const [, two] = [await browser.open(), await browser.open()];
  browser.server.refuse = () => ({ code: "permission_denied" });
  const ended: string[] = [];
  two.realtime.audit("org_1", { onGap: () => {} }).on("end", ({ code }) => ended.push(code));
  await browser.rest();
  expect(ended).toEqual(["permission_denied"]);
});

const ignoring = { onGap: (): void => {} };

// The leader remembered who had wanted it: what a later tab subscribed and left stayed subscribed.
test("A topic that the server ended is left with the tab that subscribes it later, also where an earlier tab heard nothing of the end", async () => {
  const browser = new Browser();
  const [one, two, three] = [await browser.open(), await browser.open(), await browser.open()];
  listening(one.realtime);
  two.realtime.audit("org_1", ignoring);
  await browser.rest();
  two.deaf = true;
  const leader = browser.server.last;
  leader.places.delete("audit:org_1");
  leader.send({ kind: "unsubscription", topic: "audit:org_1", reason: "permission_lost" });
  await browser.rest();
  const later = three.realtime.audit("org_1", ignoring);
  await browser.rest();
  expect(leader.places.has("audit:org_1")).toBe(true);
  later.close();
  await browser.rest();
  expect([...leader.places.keys()]).toEqual([TOPIC]);
});

test("Who subscribes anew because of an end is subscribed, in the tab with the socket and beside it", async () => {
  const browser = new Browser();
  const tabs = [await browser.open(), await browser.open()];
  for (const { realtime } of tabs) realtime.audit("org_1", ignoring).on("end", () => void realtime.audit("org_1", ignoring));
  await browser.rest();
  const leader = browser.server.last;
  leader.places.delete("audit:org_1");
  leader.send({ kind: "unsubscription", topic: "audit:org_1", reason: "permission_lost" });
  await browser.rest();
  expect([...leader.places.keys()]).toEqual(["audit:org_1"]);
  await tabs[1]!.realtime.close();
  await browser.rest();
  expect([...leader.places.keys()]).toEqual(["audit:org_1"]);
});

// What the tab asked for was on its way to the leader when the end was on its way to the tab.
test("A subscription that crosses the end of its topic ends with it, and the topic is left", async () => {
  const browser = new Browser();
  const [one, two, three] = [await browser.open(), await browser.open(), await browser.open()];
  listening(one.realtime);
  two.realtime.audit("org_1", ignoring);
  await browser.rest();
  const leader = browser.server.last;
  leader.places.delete("audit:org_1");
  browser.server.flows = false;
  leader.send({ kind: "unsubscription", topic: "audit:org_1", reason: "permission_lost" });
  browser.server.flows = true;
  const ended: string[] = [];
  three.realtime.audit("org_1", ignoring).on("end", ({ code }) => ended.push(code));
  leader.deliver();
  await browser.rest();
  expect(ended).toEqual(["permission_lost"]);
  expect([...leader.places.keys()]).toEqual([TOPIC]);
});

test("A tab without the socket sends through the leader, and learns when the leader is gone", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  const org = two.realtime.organization("org_1", { onGap: () => {} });
  await browser.rest();
  await expect(org.send("message", { data: { typing: true } })).resolves.toEqual({ messageId: expect.stringMatching(/^rtm_/) });
  browser.server.flows = false;
  const lost = org.send("message", { data: {} });
  lost.catch(() => {});
  await browser.rest();
  one.crash();
  browser.server.flows = true;
  await expect(lost).rejects.toMatchObject({ code: "network_error", retryable: true });
});

// What tabs share was still being loaded, and somebody who is signed in was told that nobody is.
test("What is sent, or asked for by hand, right after createRealtime is done, in the first tab and in the next", async () => {
  const browser = new Browser();
  const sent: unknown[] = [];
  const send = (realtime: Realtime): void =>
    void realtime
      .organization("org_1", ignoring)
      .send("message", { data: {} })
      .then((answer) => sent.push(answer));
  await browser.open(true, browser.session, send);
  await browser.open(true, browser.session, send);
  expect(sent).toEqual([1, 2].map(() => ({ messageId: expect.stringMatching(/^rtm_/) })));
  browser.server.last.close(4200, { code: "drain", delayMs: 60_000, windowMs: 0 });
  await browser.rest();
  expect(browser.server.connections).toHaveLength(1);
  await browser.open(true, browser.session, (realtime) => realtime.reconnect());
  expect(browser.server.connections).toHaveLength(2);
});

test("What is sent while nobody is signed in, or is not sent before the client is closed, is refused with that reason", async () => {
  const browser = new Browser();
  const failures: unknown[] = [];
  const note = (error: unknown): void => void failures.push(error);
  const sendIn = (realtime: Realtime): void => void realtime.organization("org_1", ignoring).send("message", { data: {} }).catch(note);
  await browser.open(true, new ScriptedSession(null), sendIn);
  await browser.open(true, browser.session, (realtime) => {
    sendIn(realtime);
    void realtime.close();
  });
  expect(failures).toEqual([
    expect.objectContaining({ name: "PlintoError", kind: "network", code: "network_error", message: "Nobody is signed in: wait for a status" }),
    expect.objectContaining({ name: "PlintoError", kind: "abort", code: "closed", message: "The client was closed before the message was sent" }),
  ]);
});

// Only code and message crossed: a message that had not been answered in time was a refusal of the server in the other tab.
test.each<[string, (browser: Browser) => unknown, object]>([
  [
    "rate_limited",
    ({ server }) => {
      for (const { id } of server.last.got("message")) server.last.send({ kind: "error", id, code: "rate_limited", message: "Too many", retryAfterMs: 700 });
      server.last.deliver();
    },
    { kind: "api", message: "Too many", retryable: true, retryAfterMs: 700 },
  ],
  [
    "permission_denied",
    ({ server }) => {
      for (const { id } of server.last.got("message")) server.last.send({ kind: "error", id, code: "permission_denied", message: "No" });
      server.last.deliver();
    },
    { kind: "api", message: "No", retryable: false, retryAfterMs: undefined },
  ],
  [
    "timeout",
    ({ clock }) => clock.advance(10_000),
    { kind: "timeout", message: "No connection, or no answer of the server, within ten seconds", retryable: true, retryAfterMs: undefined },
  ],
  [
    "network_error",
    ({ server }) => server.last.close(1006),
    {
      kind: "network",
      message: "The connection was lost before the server answered: the message may have arrived",
      retryable: true,
      retryAfterMs: undefined,
    },
  ],
])("A message that fails with %s fails alike in the tab with the socket and beside it", async (code, fail, facts) => {
  const browser = new Browser();
  const tabs = [await browser.open(), await browser.open()];
  const topics = tabs.map(({ realtime }) => realtime.organization("org_1", ignoring));
  await browser.rest();
  browser.server.flows = false;
  const ends = Promise.allSettled(topics.map((topic) => topic.send("message", { data: {} })));
  await browser.rest();
  // What the server would have answered.
  browser.server.last.out.length = 0;
  await fail(browser);
  await browser.rest();
  expect(await ends).toEqual(tabs.map(() => ({ status: "rejected", reason: expect.objectContaining({ name: "PlintoError", code, ...facts }) })));
});

test("A message for which there is no room fails alike in the tab with the socket and beside it", async () => {
  const browser = new Browser();
  const tabs = [await browser.open(), await browser.open()];
  const topics = tabs.map(({ realtime }) => realtime.organization("org_1", ignoring));
  await browser.rest();
  browser.server.isDown = true;
  browser.server.last.close(1006);
  for (let n = 0; n < 100; n++) topics[0]!.send("message", { data: {} }).catch(() => {});
  const ends = Promise.allSettled(topics.map((topic) => topic.send("message", { data: {} })));
  await browser.rest();
  const message = "100 messages wait for a connection: send fewer, or wait for status open";
  const reason = expect.objectContaining({ name: "PlintoError", kind: "network", code: "queue_full", message, retryable: true });
  expect(await ends).toEqual(tabs.map(() => ({ status: "rejected", reason })));
});

test("Another person shares nothing with those before: other names of lock and channel, no places", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  const [first, second] = [listening(one.realtime), listening(two.realtime)];
  await browser.rest();
  browser.session.become(null);
  await browser.rest();
  expect([one.realtime.status, two.realtime.status]).toEqual(["signed-out", "signed-out"]);
  expect(browser.server.connections.every(({ closed }) => closed !== undefined)).toBe(true);
  browser.server.publish(TOPIC, eventNumber(1));
  browser.session.become("usr_2");
  await browser.rest();
  browser.server.publish(TOPIC, eventNumber(2));
  await browser.rest();
  for (const tab of [first, second]) expect(tab).toEqual({ heard: ["evt_2"], gaps: ["principal_changed"] });
  expect(browser.server.connections).toHaveLength(2);
});

test("Tabs in which different people are signed in have a socket each, and hear nothing of each other's", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open(true, new ScriptedSession("usr_2"))];
  const own = { onGap: (): void => {} };
  one.realtime.user("usr_1", own);
  two.realtime.user("usr_2", own);
  await browser.rest();
  const topics = browser.server.connections.map((connection) => connection.got("subscription").map(({ topic }) => topic));
  expect(topics).toEqual([["user:usr_1"], ["user:usr_2"]]);
});

// A program that gave createPlinto its own had to give them again: without them every tab opened a socket.
test("Locks and channels are those that createPlinto was given", async () => {
  const names: string[] = [];
  const locks: Locks = { request: (name, _options, work) => (names.push(`lock ${name}`), work()) };
  const channel = (name: string): Channel => (names.push(`channel ${name}`), { onmessage: null, postMessage: () => {}, close: () => {} });
  const times = { expiresInSeconds: 300, authenticatedAt: "2030-01-01T00:00:00.000Z", expiresAt: "2030-01-01T00:05:00.000Z" };
  const session = { id: "ses_1", accessToken: "at_1", refreshToken: "rt_1", organizationId: null, ...times };
  const plinto = createPlinto({
    baseUrl: "https://api.test",
    storage: memoryStorage(),
    WebSocket: new Browser().server.WebSocket,
    fetch: () => Promise.resolve(Response.json({ status: "complete", session, user: { id: "usr_1" } })),
    locks,
    channel,
  });
  await plinto.auth.signIn({ email: "ada@acme.test", password: "correct horse" });
  const realtime = createRealtime(plinto);
  await answered();
  expect(names.filter((name) => name.includes("plinto-realtime:")).map((name) => name.split(" ")[0])).toEqual(["channel", "lock", "lock"]);
  await realtime.close();
  plinto.session.close();
});

test("A final close ends the topics of all tabs and is not tried again for ever", async () => {
  const browser = new Browser();
  const [one, two] = [await browser.open(), await browser.open()];
  const ended: string[] = [];
  for (const { realtime } of [one, two]) realtime.organization("org_1", { onGap: () => {} }).on("end", ({ code }) => ended.push(code));
  await browser.rest();
  browser.server.last.close(4003, { code: "forbidden" });
  await browser.rest();
  await browser.clock.advance(60_000);
  expect(ended).toEqual(["forbidden", "forbidden"]);
  expect(browser.server.connections).toHaveLength(1);
});

const forbidden = { name: "PlintoError", kind: "api", code: "forbidden", message: "The connection ended: forbidden" };

// Nobody led any more, and what was asked of nobody was never answered.
test("After a final close a subscription ends at once with its reason, and so does what it sends", async () => {
  const browser = new Browser();
  const { realtime } = await browser.open();
  realtime.organization("org_1", ignoring);
  await browser.rest();
  browser.server.last.close(4003, { code: "forbidden" });
  await browser.rest();
  const late = realtime.organization("org_1", ignoring);
  const ends = Promise.allSettled([late.ready(), late.send("message", { data: {} })]);
  await browser.rest();
  expect(realtime.status).toBe("closed");
  expect(await ends).toEqual([1, 2].map(() => ({ status: "rejected", reason: expect.objectContaining(forbidden) })));
  expect(browser.server.connections).toHaveLength(1);
});

test("Who subscribes anew because of a final close hears its reason again", async () => {
  const browser = new Browser();
  const { realtime } = await browser.open();
  const ended: unknown[] = [];
  const again = (): void => void realtime.organization("org_1", ignoring).on("end", (error) => ended.push(error));
  realtime.organization("org_1", ignoring).on("end", again);
  await browser.rest();
  browser.server.last.close(4003, { code: "forbidden" });
  await browser.rest();
  expect(ended).toEqual([expect.objectContaining(forbidden)]);
});

test("A tab whose connection ended for good is served by another that leads, and ends with its reason when that goes", async () => {
  const browser = new Browser();
  const { realtime } = await browser.open();
  realtime.organization("org_1", ignoring);
  await browser.rest();
  browser.server.last.close(4003, { code: "forbidden" });
  await browser.rest();
  const next = await browser.open();
  const { heard } = listening(realtime);
  const ended: unknown[] = [];
  realtime.organization("org_1", ignoring).on("end", (error) => ended.push(error));
  await browser.rest();
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  expect([heard, ended, realtime.status]).toEqual([["evt_1"], [], "open"]);
  next.crash();
  await browser.rest();
  expect(ended).toEqual([expect.objectContaining(forbidden)]);
  expect(realtime.status).toBe("closed");
  expect(browser.server.connections).toHaveLength(2);
});

// A tab that was closed said nothing, so its topics stayed: after ninety-nine the server refused the next one to everybody.
test("The topics of tabs that are gone are left, however they went, and those of the others stay", async () => {
  const browser = new Browser();
  const [one] = [await browser.open(), await browser.open()];
  const kept = listening(one.realtime);
  await browser.rest();
  const leader = browser.server.last;
  for (let n = 2; n <= 6; n++) {
    const tab = await browser.open();
    tab.realtime.audit(`org_${n}`, { onGap: () => {} });
    tab.realtime.organization("org_1", { onGap: () => {} });
    await browser.rest();
    expect(leader.places.has(`audit:org_${n}`)).toBe(true);
    if (n % 2 === 0) tab.crash();
    else await tab.realtime.close();
    await browser.rest();
  }
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  expect([...leader.places.keys()]).toEqual([TOPIC]);
  expect(kept).toEqual({ heard: ["evt_1"], gaps: [] });
  expect(leader.closed).toBeUndefined();
});

// The new leader waits for the end of each tab as the old one did.
test("A tab that leads since the last one went leaves the topics of tabs that go, and keeps its own", async () => {
  const browser = new Browser();
  const [one, two, three] = [await browser.open(), await browser.open(), await browser.open()];
  const [, second, third] = [one, two, three].map(({ realtime }) => listening(realtime));
  three.realtime.audit("org_1", { onGap: () => {} });
  await browser.rest();
  one.crash();
  await browser.rest();
  expect([...browser.server.last.places.keys()].sort()).toEqual(["audit:org_1", TOPIC]);
  three.crash();
  browser.server.publish(TOPIC, eventNumber(1));
  await browser.rest();
  expect([...browser.server.last.places.keys()]).toEqual([TOPIC]);
  expect([second!.heard, third!.heard]).toEqual([["evt_1"], []]);
});
