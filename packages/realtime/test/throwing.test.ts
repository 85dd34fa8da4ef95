/** What a program gave may throw: whoever threw is told, and nobody else feels it. */

import { expect, test } from "vitest";
import { fixture } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { ScriptedServer, eventNumber } from "./support/scripted-server.ts";

const TOPIC = "organization:org_1";
const onGap = (): void => {};
const mine = (): never => {
  throw new Error("mine");
};

// One bug in a listener to status, once, and the client never connected again: it stood at `open`, without a socket or a word.
test("A listener to status that throws is reported, and the client reconnects and hears as before", async () => {
  const { server, realtime, clock, log } = fixture();
  const statuses: string[] = [];
  const heard: string[] = [];
  realtime.on("status", mine);
  realtime.on("status", (status) => statuses.push(status));
  realtime.organization("org_1", { onGap }).on("event", ({ id }) => heard.push(id));
  await settled();
  server.last.close(1006);
  server.publish(TOPIC, eventNumber(1));
  await clock.advance(1_000);
  expect(statuses).toEqual(["authorizing", "connecting", "open", "waiting", "authorizing", "connecting", "open"]);
  expect(heard).toEqual(["evt_1"]);
  expect(realtime.status).toBe("open");
  expect(log).toContain("A listener to status failed; the client goes on");
});

test("A listener that closes the client is the last that hears, and no older status follows", async () => {
  const { realtime } = fixture();
  const statuses: string[] = [];
  realtime.on("status", (status) => status === "open" && void realtime.close());
  realtime.on("status", (status) => statuses.push(status));
  realtime.organization("org_1", { onGap });
  await settled();
  expect(statuses).toEqual(["authorizing", "connecting", "closed"]);
});

test("A socket that throws when it is left keeps no other from being opened", async () => {
  const server = new ScriptedServer();
  const WebSocket = class extends server.WebSocket {
    override close(code?: number): void {
      super.close(code);
      mine();
    }
  };
  const { realtime, log } = fixture({ server, WebSocket });
  realtime.organization("org_1", { onGap });
  await settled();
  realtime.reconnect();
  await settled();
  expect([realtime.status, server.connections.length]).toEqual(["open", 2]);
  expect(log).toContain("The connection could not do: leave; the client goes on");
});

// The place had moved already when the key threw: the second subscription lost three events, and no gap said so.
test("A key that throws ends its own iterator with its error, and every other subscription and iterator hears all", async () => {
  const { server, realtime } = fixture();
  const failing = realtime.organization("org_1", { onGap });
  const items = failing.items({ policy: "coalesce", key: ({ id }) => (id === "evt_2" ? mine() : id) });
  const own: string[] = [];
  failing.on("event", ({ id }) => own.push(id));
  const others: string[] = [];
  realtime.organization("org_1", { onGap }).on("event", ({ id }) => others.push(id));
  await settled();
  for (let n = 1; n <= 3; n++) server.publish(TOPIC, eventNumber(n));
  await settled();
  expect([own, others]).toEqual([
    ["evt_1", "evt_2", "evt_3"],
    ["evt_1", "evt_2", "evt_3"],
  ]);
  expect((await items.next()).value).toMatchObject({ kind: "event", event: { id: "evt_1" } });
  await expect(items.next()).rejects.toThrow("mine");
  expect(await items.next()).toEqual({ done: true, value: undefined });
});

test("A log that throws when it is told is not heard of either", async () => {
  const { server, realtime, source } = fixture();
  Object.assign(source.transport, { log: mine });
  const heard: string[] = [];
  const org = realtime.organization("org_1", { onGap });
  org.on("event", mine);
  org.on("event", ({ id }) => heard.push(id));
  await settled();
  server.publish(TOPIC, eventNumber(1));
  await settled();
  expect(heard).toEqual(["evt_1"]);
});
