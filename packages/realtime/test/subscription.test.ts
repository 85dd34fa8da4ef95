/** What a program has of a topic: events, items, gaps, sending, ends. */

import { isPlintoError } from "@plinto/core";
import { expect, test } from "vitest";
import type { TopicItem } from "../src/topic-state.ts";
import { fixture } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { eventNumber } from "./support/scripted-server.ts";

const TOPIC = "organization:org_1";
const onGap = (): void => {};

test("Events reach the listeners of their type and of all types, once and in order", async () => {
  const { server, realtime } = fixture();
  const heard: string[] = [];
  const org = realtime.organization("org_1", { onGap });
  org.on("member.added", ({ id }) => heard.push(`added ${id}`));
  const stop = org.on("event", ({ id }) => heard.push(id));
  await settled();
  server.publish(TOPIC, eventNumber(1));
  server.publish(TOPIC, eventNumber(2, "role.created"));
  await settled();
  stop();
  server.publish(TOPIC, eventNumber(3, "role.created"));
  await settled();
  expect(heard).toEqual(["evt_1", "added evt_1", "evt_2"]);
});

test("A listener that throws is reported, and neither the next listener nor the next event suffers", async () => {
  const { server, realtime, log } = fixture();
  const heard: string[] = [];
  const org = realtime.organization("org_1", { onGap });
  org.on("event", () => {
    throw new Error("mine");
  });
  org.on("event", ({ id }) => heard.push(id));
  await settled();
  server.publish(TOPIC, eventNumber(1));
  server.publish(TOPIC, eventNumber(2));
  await settled();
  expect(heard).toEqual(["evt_1", "evt_2"]);
  expect(log).toContain(`A listener to event of ${TOPIC} failed; the subscription goes on`);
});

test("A listener that reconnects in the middle of a frame gets the rest of it once", async () => {
  const { server, realtime } = fixture();
  const heard: string[] = [];
  const org = realtime.organization("org_1", { onGap });
  org.on("event", ({ id }) => {
    heard.push(id);
    if (id === "evt_1") realtime.reconnect();
  });
  await settled();
  server.last.places.delete(TOPIC);
  for (let n = 1; n <= 3; n++) server.publish(TOPIC, eventNumber(n));
  server.last.places.set(TOPIC, 0);
  server.last.pass(TOPIC);
  await settled();
  expect(heard).toEqual(["evt_1", "evt_2", "evt_3"]);
  expect(server.connections).toHaveLength(2);
});

test("What was missed while away comes from history, and `recovered` says that it is complete", async () => {
  const { server, realtime, clock } = fixture();
  const org = realtime.organization("org_1", { onGap });
  const kinds: string[] = [];
  for (const kind of ["event", "gap", "recovered"] as const) org.on(kind, () => kinds.push(kind));
  await settled();
  server.last.close(1006);
  server.publish(TOPIC, eventNumber(1));
  await clock.advance(1_000);
  expect(kinds).toEqual(["recovered", "event"]);
});

test("What history has forgotten is a gap, told to onGap with both ends, and nothing between is delivered later", async () => {
  const { server, realtime, clock } = fixture();
  const gaps: unknown[] = [];
  const heard: string[] = [];
  const org = realtime.organization("org_1", { onGap: (gap) => void gaps.push(gap) });
  org.on("event", ({ id }) => heard.push(id));
  await settled();
  server.last.close(1006);
  for (let n = 1; n <= 3; n++) server.publish(TOPIC, eventNumber(n));
  server.truncate(TOPIC, 1);
  await clock.advance(1_000);
  server.publish(TOPIC, eventNumber(4));
  await settled();
  const { epoch } = server.topic(TOPIC);
  expect(gaps).toEqual([{ kind: "gap", topic: TOPIC, reason: "history", from: { epoch, offset: 0 }, to: { epoch, offset: 3 } }]);
  expect(heard).toEqual(["evt_4"]);
});

test("The late answer to an earlier question does not lead back into an old epoch", async () => {
  const { server, realtime } = fixture();
  const gaps: string[] = [];
  realtime.organization("org_1", { onGap: ({ reason }) => void gaps.push(reason) });
  await settled();
  const stale = server.last.begun[0]!;
  server.resetEpoch(TOPIC);
  server.last.ping();
  await settled();
  server.last.send(stale);
  server.last.ping();
  await settled();
  expect(gaps).toEqual(["epoch"]);
});

test('onGap: "refetch" calls the client\'s refetch, and without one is refused at once', async () => {
  const asked: string[] = [];
  const { server, realtime, clock } = fixture({ refetch: ({ topic }) => void asked.push(topic) });
  realtime.organization("org_1", { onGap: "refetch" });
  await settled();
  server.last.close(4300, { code: "state_lost" });
  server.publish(TOPIC, eventNumber(1));
  await clock.advance(1_000);
  expect(asked).toEqual([TOPIC]);
  expect(() => fixture().realtime.organization("org_1", { onGap: "refetch" })).toThrow(expect.objectContaining({ code: "refetch_missing", kind: "config" }));
  expect(() => fixture().realtime.organization("org_1", {} as never)).toThrow(expect.objectContaining({ code: "option_invalid" }));
});

test("A refused topic ends its subscription with the server's code and leaves the others alone", async () => {
  const { server, realtime } = fixture();
  server.refuse = (topic) => (topic === TOPIC ? { code: "not_found" } : undefined);
  const ended: string[] = [];
  const refused = realtime.organization("org_1", { onGap });
  refused.on("end", (error) => ended.push(error.code));
  const reading = refused.items().next();
  realtime.user("usr_1", { onGap }).on("end", ({ code }) => ended.push(`user ${code}`));
  await settled();
  expect(ended).toEqual(["not_found"]);
  await expect(reading).rejects.toSatisfy((error) => isPlintoError(error, "not_found"));
  await expect(refused.send("message", { data: {} })).rejects.toMatchObject({ code: "closed" });
});

test("A subscription that is refused for a while is asked for again after that while", async () => {
  const { server, realtime, clock } = fixture();
  server.refuse = () => ({ code: "rate_limited", retryAfterMs: 3_000 });
  realtime.organization("org_1", { onGap });
  await settled();
  server.refuse = () => undefined;
  await clock.advance(3_000);
  expect(server.last.got("subscription")).toHaveLength(2);
  expect(server.last.places.has(TOPIC)).toBe(true);
});

test("After a final close a new subscription ends with the same error instead of waiting for ever", async () => {
  const { server, realtime } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  server.last.close(4003, { code: "forbidden" });
  await expect(realtime.user("usr_1", { onGap }).items().next()).rejects.toMatchObject({ code: "forbidden" });
});

test("A subscription that is made by a listener begins after the event that it heard", async () => {
  const { server, realtime } = fixture();
  const heard: string[] = [];
  const org = realtime.organization("org_1", { onGap });
  const stop = org.on("event", () => {
    stop();
    realtime.organization("org_1", { onGap }).on("event", ({ id }) => heard.push(id));
  });
  await settled();
  server.publish(TOPIC, eventNumber(1));
  server.publish(TOPIC, eventNumber(2));
  await settled();
  expect(heard).toEqual(["evt_2"]);
});

test("ready() resolves when everything from then on is delivered, and rejects with the reason when it never begins", async () => {
  const { server, realtime } = fixture();
  const org = realtime.organization("org_1", { onGap });
  server.publish(TOPIC, eventNumber(1));
  await org.ready();
  const reading = org.items().next();
  server.publish(TOPIC, eventNumber(2));
  await expect(reading).resolves.toMatchObject({ value: { event: { id: "evt_2" } } });
  await realtime.organization("org_1", { onGap }).ready();
  server.refuse = () => ({ code: "permission_denied" });
  await expect(realtime.audit("org_1", { onGap }).ready()).rejects.toMatchObject({ code: "permission_denied" });
  const ended = realtime.user("usr_1", { onGap, signal: AbortSignal.abort() });
  await expect(ended.ready()).rejects.toMatchObject({ code: "closed" });
});

test("Lost membership ends the subscription at once, with its reason", async () => {
  const { server, realtime } = fixture();
  const ended: string[] = [];
  realtime.organization("org_1", { onGap }).on("end", ({ code }) => ended.push(code));
  await settled();
  server.last.send({ kind: "unsubscription", topic: TOPIC, reason: "membership_lost" });
  await settled();
  expect(ended).toEqual(["membership_lost"]);
});

test("Two subscriptions of a topic share it, and closing one leaves the other", async () => {
  const { server, realtime } = fixture();
  const heard: string[] = [];
  const first = realtime.organization("org_1", { onGap });
  realtime.organization("org_1", { onGap }).on("event", ({ id }) => heard.push(id));
  await settled();
  first.close();
  server.publish(TOPIC, eventNumber(1));
  await settled();
  expect(heard).toEqual(["evt_1"]);
  expect(server.last.got("subscription")).toHaveLength(1);
  expect(server.last.got("unsubscription")).toEqual([]);
});

test("The signal ends a subscription and its iterators; one that is aborted before never begins", async () => {
  const { server, realtime } = fixture();
  const controller = new AbortController();
  const org = realtime.organization("org_1", { onGap, signal: controller.signal });
  const items: TopicItem[] = [];
  const reading = (async () => {
    for await (const item of org) items.push(item);
  })();
  await settled();
  server.publish(TOPIC, eventNumber(1));
  await settled();
  controller.abort();
  await reading;
  expect(items.map(({ kind }) => kind)).toEqual(["event"]);
  expect(server.last.got("unsubscription")).toHaveLength(1);
  realtime.user("usr_1", { onGap, signal: AbortSignal.abort() });
  await settled();
  expect(server.last.got("subscription")).toHaveLength(1);
});

test("Sending waits for the connection and resolves with the id that the server gave", async () => {
  const { server, realtime } = fixture();
  const org = realtime.organization("org_1", { onGap });
  const sent = org.send("notification", { to: "usr_2", data: { text: "Lunch?" } });
  await settled();
  await expect(sent).resolves.toEqual({ messageId: expect.stringMatching(/^rtm_/) });
  expect(server.last.got("notification")).toEqual([{ kind: "notification", id: expect.any(String), topic: TOPIC, to: "usr_2", data: { text: "Lunch?" } }]);
});

test("A message under way when the connection is lost fails and is not sent again", async () => {
  const { server, realtime, clock } = fixture();
  const org = realtime.organization("org_1", { onGap });
  await settled();
  server.flows = false;
  const sent = org.send("message", { data: {} });
  await settled();
  server.last.close(1006);
  server.flows = true;
  const failed = sent.catch((error: unknown) => error);
  await clock.advance(5_000);
  expect(server.connections).toHaveLength(2);
  expect(server.last.got("message")).toEqual([]);
  expect(await failed).toMatchObject({ code: "network_error", retryable: true });
});

test("Without a connection a message fails after ten seconds, and the hundred and first at once", async () => {
  const { server, realtime, clock } = fixture();
  server.isDown = true;
  const org = realtime.organization("org_1", { onGap });
  const sent = Array.from({ length: 100 }, () => org.send("message", { data: {} }).catch((error: unknown) => (error as { code: string }).code));
  await expect(org.send("message", { data: {} })).rejects.toMatchObject({ code: "queue_full" });
  await clock.advance(10_000);
  expect(new Set(await Promise.all(sent))).toEqual(new Set(["timeout"]));
});

test("Somebody's message and notification reach their listeners with sender and time", async () => {
  const { server, realtime } = fixture();
  const heard: unknown[] = [];
  realtime.user("usr_1", { onGap }).on("notification", (message) => heard.push(message));
  await settled();
  const message = {
    topic: "user:usr_1",
    organizationId: "org_1",
    messageId: "rtm_1",
    from: { type: "user", id: "usr_2" },
    sentAt: "2030-01-01T00:00:00.000Z",
    data: { text: "Lunch?" },
  };
  server.last.send({ kind: "notification", ...message });
  await settled();
  expect(heard).toEqual([message]);
});

test("A topic that does not exist, and an id that is none, are refused before anything is sent", () => {
  const { realtime } = fixture();
  const invalid = expect.objectContaining({ kind: "config", code: "topic_invalid" });
  expect(() => realtime.organization("", { onGap })).toThrow(invalid);
  expect(() => realtime.organization("org_1:x", { onGap })).toThrow(invalid);
  expect(() => realtime.subscribe("planet:{orgId}" as never, {} as never, { onGap })).toThrow(invalid);
  expect(() => realtime.subscribe("constructor" as never, {} as never, { onGap })).toThrow(invalid);
});

test("A closed client ends everything, keeps no timer, and refuses new subscriptions", async () => {
  const { server, realtime, clock } = fixture();
  const reading = realtime.organization("org_1", { onGap }).items().next();
  await settled();
  await realtime.close();
  await expect(reading).resolves.toEqual({ done: true, value: undefined });
  expect(server.last.closed).toBe(1000);
  expect(realtime.status).toBe("closed");
  expect(clock.pending).toBe(0);
  expect(() => realtime.environment({ onGap })).toThrow(expect.objectContaining({ code: "closed" }));
});
