/** spec/realtime.md, "Reconnecting", for the sockets of GraphQL: every path asks for a credential anew, through one function. */

import { expect, test } from "vitest";
import { createGraphql } from "../src/graphql/graphql.ts";
import type { PageSignal } from "../src/ports.ts";
import { type Fixture, fixture } from "./support/fixtures.ts";
import { answered, settled } from "./support/manual-clock.ts";
import { type ScriptedSocket, scriptedSockets } from "./support/scripted-graphql.ts";

interface Opened extends Fixture {
  /** The socket that is open. */
  readonly socket: ScriptedSocket;
  /** Ends the only subscription. */
  close(): void;
  /** Subscribes again. */
  subscribe(): void;
}

/** A page says something while the connection is lost, and no timer runs. */
const signal =
  (name: PageSignal) =>
  async ({ socket, page }: Opened): Promise<void> => {
    socket.cut();
    await settled();
    page.emit(name);
  };

/** How each path to a new connection is taken, from an open one. The compiler names a signal of the page that is missing here. */
const paths: Record<
  Exclude<PageSignal, "hidden" | "offline"> | "first" | "timer" | "drain" | "refused" | "dead" | "probe",
  (it: Opened) => Promise<unknown> | void
> = {
  async first({ close, subscribe }) {
    close();
    await settled();
    subscribe();
  },
  timer({ socket, clock }) {
    socket.cut();
    return clock.advance(250);
  },
  online: signal("online"),
  visible: signal("visible"),
  pageshow: signal("pageshow"),
  wake: signal("wake"),
  // Close 4403: the credential is good no more, and the session is to find out.
  async refused({ socket, clock, calls }) {
    socket.cut(4403);
    await clock.advance(250);
    await answered();
    expect(calls).toEqual([]);
  },
  async drain({ socket, clock }) {
    socket.cut(4200, { code: "drain", delayMs: 2_000, windowMs: 5_000 });
    await clock.advance(7_000);
  },
  dead: ({ clock }) => clock.advance(33_250),
  async probe({ page, clock }) {
    page.emit("visible");
    await clock.advance(5_250);
  },
};

for (const [path, take] of Object.entries(paths)) {
  test(`The path ${path} opens a socket of GraphQL with a fresh token`, async () => {
    const it = fixture();
    const { sockets, WebSocket } = scriptedSockets();
    const graphql = createGraphql(it.source, { WebSocket, page: it.page });
    const subscribe = () => graphql.subscribe("subscription { organizationEvents { id } }", {}, { onGap: () => {} });
    const first = subscribe();
    await settled();
    await sockets[0]!.acknowledge();
    await take({ ...it, socket: sockets[0]!, close: () => first.close(), subscribe });
    await settled();
    await sockets[1]!.open();
    await answered();
    const used = sockets.map((socket) => socket.got("connection_init").map(({ payload }) => payload));
    expect(used).toEqual(it.session.tokens.map((token) => [{ authorization: `Bearer ${token}` }]));
    expect(new Set(it.session.tokens).size).toBe(2);
    expect(it.calls).toEqual(path === "refused" ? ["https://api.test/w/one/v1/auth/session"] : []);
  });
}
