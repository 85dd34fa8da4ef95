/** spec/realtime.md, "Reconnecting": every path asks for a credential anew, through one function. */

import { expect, test } from "vitest";
import { type ConnectPath, type ConnectionEvent, type ConnectionState, connectionStep, initialConnection } from "../src/connection-state.ts";
import type { PageSignal } from "../src/ports.ts";
import type { Subscription } from "../src/subscription.ts";
import { type Fixture, fixture } from "./support/fixtures.ts";
import { answered, settled } from "./support/manual-clock.ts";
import { Browser } from "./support/tabs.ts";

/** Two connections and what opened the second. */
type Opened = Pick<Fixture, "server" | "session" | "realtime">;

const own = { onGap: (): void => {} };

/** Takes a path from an open connection. */
const fromOpen =
  (take: (it: Fixture, subscription: Subscription) => unknown): (() => Promise<Opened>) =>
  async () => {
    const it = fixture();
    const subscription = it.realtime.organization("org_1", own);
    await settled();
    await take(it, subscription);
    return it;
  };

/** A page says something while the connection is lost. */
const signal = (name: PageSignal): (() => Promise<Opened>) =>
  fromOpen(({ server, page }) => {
    server.last.close(1006);
    page.emit(name);
  });

/** How each path to a new connection is taken. The compiler names a path that is missing here. */
const paths: Record<ConnectPath, () => Promise<Opened>> = {
  first: fromOpen(async ({ clock, realtime }, subscription) => {
    subscription.close();
    await clock.advance(1_000);
    realtime.organization("org_1", own);
  }),
  timer: fromOpen(async ({ server, clock }) => {
    server.last.close(1006);
    await clock.advance(20_000);
  }),
  online: fromOpen(({ server, page }) => {
    page.emit("offline");
    server.last.close(1006);
    page.emit("online");
  }),
  visible: signal("visible"),
  pageshow: signal("pageshow"),
  wake: signal("wake"),
  manual: fromOpen(({ realtime }) => realtime.reconnect()),
  session: fromOpen(({ session }) => session.become("usr_2")),
  drain: fromOpen(async ({ server, clock }) => {
    server.last.send({ kind: "drain", delayMs: 0, windowMs: 5_000 });
    await clock.advance(5_000);
  }),
  credential: fromOpen(({ server }) => server.last.close(4101, { code: "credential_expired" })),
  "hand-over": async () => {
    const browser = new Browser();
    const [one, two] = [await browser.open(), await browser.open()];
    for (const { realtime } of [one, two]) realtime.organization("org_1", own);
    await browser.rest();
    one.crash();
    await browser.rest();
    return two;
  },
};

for (const [path, take] of Object.entries(paths)) {
  test(`The path ${path} opens a connection with a fresh token`, async () => {
    const { server, session, realtime } = await take();
    await answered();
    const used = server.connections.map((connection) => connection.got("authentication").map(({ token }) => token));
    expect(used).toEqual(session.tokens.map((token) => [token]));
    expect(new Set(session.tokens).size).toBe(2);
    expect(realtime.explain().findLast(({ to }) => to === "authorizing")?.reason).toBe(path);
    expect(realtime.status).toBe("open");
  });
}

test("No event opens a socket in any state without a credential that was asked for after the last one", () => {
  const events: ConnectionEvent[] = [
    { type: "want", path: "first" },
    { type: "unwanted" },
    { type: "credential-failed", final: false },
    { type: "close", code: 1006, reason: "" },
    { type: "close", code: 4101, reason: "" },
    { type: "close", code: 4200, reason: "{}" },
    { type: "close", code: 4300, reason: "" },
    { type: "frame", frame: { kind: "drain", delayMs: 0, windowMs: 0 } },
    ...(["retry", "dead", "probe", "renew", "ready", "drain", "linger"] as const).map((name) => ({ type: "timer" as const, name })),
    ...(["online", "offline", "visible", "pageshow", "wake", "manual", "stop"] as const).map((type) => ({ type })),
    { type: "session", changed: true },
  ];
  const statuses: ConnectionState["status"][] = ["idle", "authorizing", "connecting", "open", "waiting", "offline", "signed-out", "closed"];
  const opened = statuses.flatMap((status) =>
    events.flatMap((event) => connectionStep({ ...initialConnection(true), status }, event, 1_000_000, 0.5).effects.filter((effect) => effect.do === "open")),
  );
  expect(opened).toEqual([]);
});
