/** spec/realtime.md: opening, authentication, renewal, heartbeat, drain, close codes, reconnecting. */

import { PlintoError } from "@plinto/core";
import { expect, test } from "vitest";
import { fixture } from "./support/fixtures.ts";
import { type ManualClock, answered, settled } from "./support/manual-clock.ts";
import { type ScriptedServer, eventNumber } from "./support/scripted-server.ts";

const onGap = (): void => {};

/** Time passes, and the server keeps its heartbeat. */
async function alive(server: ScriptedServer, clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 25_000) {
    await clock.advance(Math.min(left, 25_000));
    server.last.ping();
    await settled();
  }
}

test("The first subscription opens one socket with the subprotocol, authenticates by the first frame, and puts no token into the URL", async () => {
  const { server, realtime, session } = fixture();
  realtime.organization("org_1", { onGap });
  realtime.user("usr_1", { onGap });
  await settled();
  expect(server.connections).toHaveLength(1);
  expect(server.last.url).toBe("wss://api.test/w/one/v1/ws");
  expect(server.last.protocols).toEqual(["plinto.v1"]);
  expect(server.last.received[0]).toMatchObject({ kind: "authentication", token: session.tokens[0] });
  expect(server.last.got("subscription").map(({ topic }) => topic)).toEqual(["organization:org_1", "user:usr_1"]);
  expect(realtime.status).toBe("open");
});

test("A second after the last subscription the socket is left, and a new one within that second keeps it", async () => {
  const { server, realtime, clock } = fixture();
  const first = realtime.organization("org_1", { onGap });
  await settled();
  first.close();
  await clock.advance(500);
  const second = realtime.organization("org_1", { onGap });
  await clock.advance(5_000);
  expect(server.connections).toHaveLength(1);
  second.close();
  await clock.advance(1_000);
  expect(server.last.closed).toBe(1000);
  expect(realtime.status).toBe("idle");
  expect(clock.pending).toBe(0);
});

test("The token is renewed on the open socket when 80 % of its life is over", async () => {
  const { server, realtime, clock, session } = fixture();
  server.judge = () => ({ expiresInSeconds: 300 });
  realtime.organization("org_1", { onGap });
  await settled();
  await alive(server, clock, 239_000);
  expect(server.last.got("authentication")).toHaveLength(1);
  await alive(server, clock, 1_000);
  expect(server.last.got("authentication").map(({ token }) => token)).toEqual(session.tokens);
  expect(session.tokens).toHaveLength(2);
  expect(server.connections).toHaveLength(1);
});

// The session answers with the token that is still good and gets another in the background: that one came 48 seconds later.
test("A renewal that is given the token which the socket has already asks again a second later", async () => {
  const { server, realtime, clock, session } = fixture();
  server.judge = () => ({ expiresInSeconds: 300 });
  realtime.organization("org_1", { onGap });
  await settled();
  session.fault = () => Promise.resolve(session.tokens[0]!);
  await alive(server, clock, 240_000);
  expect(server.last.got("authentication")).toHaveLength(1);
  session.fault = undefined;
  await alive(server, clock, 1_000);
  expect(server.last.got("authentication").map(({ token }) => token)).toEqual(session.tokens);
  expect(session.tokens).toHaveLength(2);
});

test("A renewal that finds no network is tried again, and nobody is disconnected for it", async () => {
  const { server, realtime, clock, session } = fixture();
  server.judge = () => ({ expiresInSeconds: 20 });
  realtime.organization("org_1", { onGap });
  await settled();
  session.fault = () => Promise.reject(new PlintoError({ kind: "network", code: "network_error", message: "No answer" }));
  await clock.advance(16_000);
  expect(server.last.got("authentication")).toHaveLength(1);
  session.fault = undefined;
  await clock.advance(3_200);
  expect(server.last.got("authentication").map(({ token }) => token)).toEqual(session.tokens);
  expect(session.tokens).toHaveLength(2);
  expect(server.connections).toHaveLength(1);
});

test("Every ping is answered with the positions that were reached, and after 100 events one is sent unasked", async () => {
  const { server, realtime } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  const { epoch } = server.topic("organization:org_1");
  server.last.ping();
  await settled();
  expect(server.last.got("pong")).toEqual([{ kind: "pong", positions: [{ topic: "organization:org_1", epoch, offset: 0 }] }]);
  for (let n = 1; n <= 100; n++) server.publish("organization:org_1", eventNumber(n));
  await settled();
  expect(server.last.got("pong").at(-1)).toEqual({ kind: "pong", positions: [{ topic: "organization:org_1", epoch, offset: 100 }] });
});

test("A server that says nothing for 33 seconds is left, and its socket is not listened to any more", async () => {
  const { server, realtime, clock } = fixture();
  const seen: string[] = [];
  realtime.organization("org_1", { onGap }).on("event", ({ id }) => seen.push(id));
  await settled();
  const dead = server.last;
  await clock.advance(32_999);
  expect(dead.closed).toBeUndefined();
  await clock.advance(1);
  expect(dead.closed).toBe(1000);
  await clock.advance(250);
  expect(server.connections).toHaveLength(2);
  expect(realtime.explain().map(({ reason }) => reason)).toContainEqual(expect.stringContaining("no frame: dead"));
});

test("After a sleep the client first asks whether the server lives, and stays when it does", async () => {
  const { server, realtime, clock } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  clock.jump(600_000);
  await clock.advance(33_000);
  expect(server.last.got("ping")).toHaveLength(1);
  await clock.advance(6_000);
  expect(server.connections).toHaveLength(1);
  expect(realtime.status).toBe("open");
});

test("After a sleep, five seconds without any frame mean that the connection is dead", async () => {
  const { server, realtime, clock, page } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  server.flows = false;
  page.emit("visible");
  await clock.advance(4_999);
  expect(server.connections).toHaveLength(1);
  await clock.advance(1);
  server.flows = true;
  await clock.advance(250);
  expect(server.connections).toHaveLength(2);
});

test("A clock that is set back an hour kills no connection", async () => {
  const { server, realtime, clock } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  await clock.advance(20_000);
  clock.jump(-3_600_000);
  server.last.ping();
  await clock.advance(13_000);
  server.last.ping();
  await clock.advance(20_000);
  expect(server.connections).toHaveLength(1);
});

test("Back-off grows with full jitter from 0.25 to 20 seconds and starts anew after five seconds of uptime", async () => {
  const { server, realtime, clock } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  server.isDown = true;
  server.last.close(1006);
  for (let n = 0; n < 9; n++) await clock.advance(10_000);
  const waits = realtime.explain().flatMap(({ reason }) => /next attempt in (\d+) ms/.exec(reason)?.[1] ?? []);
  expect(waits.slice(0, 9).map(Number)).toEqual([125, 251, 502, 1004, 2008, 4016, 8031, 10039, 10039]);
  server.isDown = false;
  await clock.advance(30_000);
  server.last.ping();
  await clock.advance(1_000);
  server.last.close(1006);
  expect(realtime.explain().at(-1)?.reason).toBe("close 1006; next attempt in 125 ms");
});

// Only a close frame started the count anew: a laptop that lost its network silently each time waited ever longer.
test.each<[string, (it: ReturnType<typeof fixture>) => unknown, RegExp]>([
  ["silence", ({ clock }) => clock.advance(33_000), /^no frame: dead/],
  [
    "a probe without an answer",
    async ({ server, clock, page }) => {
      await clock.advance(5_000);
      server.flows = false;
      page.emit("visible");
      await clock.advance(5_000);
    },
    /^no frame after a ping/,
  ],
  [
    "a drain",
    async ({ server, clock }) => {
      server.last.send({ kind: "drain", delayMs: 5_000, windowMs: 0 });
      await settled();
      server.isDown = true;
      await clock.advance(5_000);
    },
    /^close 1006/,
  ],
])("Back-off starts anew after five seconds of uptime, also where %s ends it", async (_how, leave, why) => {
  const it = fixture();
  const { server, realtime, clock } = it;
  realtime.organization("org_1", { onGap });
  await settled();
  server.isDown = true;
  server.last.close(1006);
  for (let n = 0; n < 9; n++) await clock.advance(10_000);
  server.isDown = false;
  realtime.reconnect();
  await settled();
  expect(realtime.status).toBe("open");
  await leave(it);
  const { reason } = realtime.explain().findLast(({ to }) => to === "waiting")!;
  expect(reason).toMatch(why);
  expect(reason).toContain("; next attempt in 125 ms");
});

test("A drain moves the client at a random moment of its window, and a close 4200 obeys the delay of its reason", async () => {
  const { server, realtime, clock } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  server.last.close(4200, { code: "drain", delayMs: 2_000, windowMs: 10_000 });
  await clock.advance(7_000);
  expect(server.connections).toHaveLength(1);
  await clock.advance(100);
  expect(server.connections).toHaveLength(2);
  expect(realtime.explain().map(({ reason }) => reason)).toContain("close 4200 drain; next attempt in 7020 ms");
});

test("A refused credential is asked for anew after a call that lets the session find out, and a second refusal is final", async () => {
  const { server, realtime, calls } = fixture();
  server.judge = () => ({ close: 4102 });
  const ended: string[] = [];
  realtime.organization("org_1", { onGap }).on("end", ({ code }) => ended.push(code));
  await answered();
  expect(calls).toEqual(["https://api.test/w/one/v1/auth/session"]);
  expect(server.connections).toHaveLength(2);
  expect(realtime.status).toBe("closed");
  expect(ended).toEqual(["close_4102"]);
});

test.each([4000, 4003, 4006, 4042, 4099])("A close %i is final, and every subscription ends with its error", async (code) => {
  const { server, realtime, clock } = fixture();
  const subscription = realtime.organization("org_1", { onGap });
  const reading = subscription.items().next();
  await settled();
  server.last.close(code, { code: "forbidden" });
  expect(realtime.status).toBe("closed");
  await expect(reading).rejects.toMatchObject({ name: "PlintoError", kind: "api", code: "forbidden" });
  await clock.advance(60_000);
  expect(server.connections).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test("After a final close a subscription ends with its reason, and what it sends does not wait for a connection", async () => {
  const { server, realtime, clock } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  server.last.close(4003, { code: "forbidden" });
  const late = realtime.organization("org_1", { onGap });
  const ends = await Promise.allSettled([late.send("message", { data: {} }), late.ready()]);
  const reason = { name: "PlintoError", kind: "api", code: "forbidden", message: "The connection ended: forbidden" };
  expect(ends).toEqual([1, 2].map(() => ({ status: "rejected", reason: expect.objectContaining(reason) })));
  expect(clock.pending).toBe(0);
});

test("Offline, no attempt is made and none is counted; the network coming back connects at once", async () => {
  const { server, realtime, clock, page } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  page.emit("offline");
  server.last.close(1006);
  await clock.advance(3_600_000);
  expect(realtime.status).toBe("offline");
  expect(server.connections).toHaveLength(1);
  page.emit("online");
  await settled();
  expect(server.connections).toHaveLength(2);
  expect(realtime.status).toBe("open");
  server.last.close(1006);
  expect(realtime.explain().at(-1)?.reason).toBe("close 1006; next attempt in 125 ms");
});

test("Signed out, nothing connects; whoever signs in is connected, and another person's places are not used", async () => {
  const { server, realtime, session } = fixture();
  const gaps: string[] = [];
  realtime.organization("org_1", { onGap: ({ reason }) => void gaps.push(reason) });
  await settled();
  session.become(null);
  await settled();
  expect(realtime.status).toBe("signed-out");
  server.publish("organization:org_1", eventNumber(1));
  session.become("usr_2");
  await settled();
  expect(server.last.got("subscription")[0]).not.toHaveProperty("offset");
  expect(gaps).toEqual(["principal_changed"]);
});

test("A socket that never authenticates is left after ten seconds", async () => {
  const { server, realtime, clock } = fixture();
  server.flows = false;
  realtime.organization("org_1", { onGap });
  await clock.advance(10_000);
  expect(server.connections[0]!.closed).toBe(1000);
  expect(realtime.status).toBe("waiting");
});

test("explain() keeps the last fifty transitions and never has a token", async () => {
  const { server, realtime, session } = fixture();
  realtime.organization("org_1", { onGap });
  await settled();
  for (let n = 0; n < 60; n++) {
    realtime.reconnect();
    await settled();
  }
  const text = JSON.stringify(realtime.explain());
  expect(realtime.explain()).toHaveLength(50);
  expect(session.tokens.filter((token) => text.includes(token))).toEqual([]);
  expect(server.connections).toHaveLength(61);
});
