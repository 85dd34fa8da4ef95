/** The socket of the subscriptions: graphql-ws speaks the protocol, this keeps it alive and its credential fresh. */

import { type Clock, type Random, isPlintoError } from "@plinto/core";
import { type Client, createClient } from "graphql-ws/client";
import { readCloseHint, type CloseHint } from "../close-codes.ts";
import { refusal } from "../errors.ts";
import { jitter } from "../jitter.ts";
import { DEAD, PROBE, UPTIME, backOffBound, renewAfterMs } from "../patience.ts";
import type { Page, SocketConstructor } from "../ports.ts";
import type { LiveSubscription } from "./subscription.ts";

/** What it runs on. */
export interface LiveSocketOptions {
  readonly url: string;
  readonly WebSocket: SocketConstructor;
  readonly credential: (refused: boolean) => Promise<string | null>;
  readonly clock: Clock;
  readonly random: Random;
  readonly page: Page;
}

/** A client of graphql-ws that is kept alive. */
export interface LiveSocket {
  readonly client: Client;
  /** To be said by a subscription in the moment in which it is sent: behind it, the server is asked where history stands. */
  asks(live: LiveSubscription): void;
  /** What was asked for a subscription, and what it has, is over. */
  forget(live: LiveSubscription): void;
  /** Why there is no connection, where that is known. */
  reason(): Error | undefined;
  close(): void;
}

/** The code of a close with which a server says that the credential is no good any more. */
const REFUSED = 4403;

/** Makes the client of graphql-ws with our session, our renewal and our patience. */
export function createLiveSocket(options: LiveSocketOptions): LiveSocket {
  const { clock, random, page, credential } = options;
  /** Credentials refused since the last that was taken. */
  let refused = 0;
  /** Connections since one that lasted. */
  let attempts = 0;
  let openedAt = Number.POSITIVE_INFINITY;
  let reason: Error | undefined;
  /** What no new connection changes. */
  let final: Error | undefined;
  let socket: { send(data: string): void } | undefined;
  /** Subscriptions that are being sent, one behind the other: one question for all of them follows. */
  let burst: Set<LiveSubscription> | undefined;
  /** Those of whom the server was asked, oldest first. */
  let asked: Set<LiveSubscription>[] = [];
  /** Those that the server has, over this connection. */
  let listening = new Set<LiveSubscription>();
  /** When a server that went away wants its clients back. */
  let back: CloseHint = {};
  let wake = (): void => {};
  let endDead = (): void => {};
  let endProbe = (): void => {};
  let endRenewal = (): void => {};

  const say = (payload: Record<string, unknown>): void => socket?.send(JSON.stringify({ type: "ping", payload }));
  const forget = (live: LiveSubscription): void => {
    for (const those of [listening, ...asked]) those.delete(live);
  };
  const asks = (live: LiveSubscription): void => {
    forget(live);
    if (burst) return void burst.add(live);
    const mine = (burst = new Set([live]));
    void Promise.resolve().then(() => {
      if (burst !== mine) return;
      burst = undefined;
      asked.push(mine);
      say({ cursor: true });
    });
  };
  const heard = (): void => {
    endProbe();
    endDead();
    endDead = clock.setTimeout(() => client.terminate(), DEAD);
  };
  const rest = (): void => {
    for (const end of [endDead, endProbe, endRenewal]) end();
    socket = undefined;
  };
  const renewIn = (seconds: unknown): void => {
    endRenewal();
    if (typeof seconds !== "number") return;
    const ms = renewAfterMs(seconds * 1_000);
    // Handed on, so that a clock which tests move can wait for it.
    endRenewal = clock.setTimeout(() => renew(seconds - ms / 1_000) as unknown as void, ms);
  };
  const renew = async (secondsLeft: number): Promise<void> => {
    try {
      const token = await credential(false);
      if (token !== null) return say({ authorization: `Bearer ${token}` });
      client.terminate();
    } catch {
      // As long as it is good, the next moment may do.
      renewIn(secondsLeft);
    }
  };

  const client: Client = createClient({
    url: options.url,
    webSocketImpl: options.WebSocket,
    lazy: true,
    lazyCloseTimeout: 0,
    retryAttempts: Number.MAX_SAFE_INTEGER,
    shouldRetry: (cause) => cause !== final,
    // Waits by our clock, and no longer than until something says that the network is back.
    retryWait: () =>
      new Promise((resolve) => {
        const { delayMs = 0, windowMs = backOffBound(attempts++) } = back;
        const stop = clock.setTimeout(resolve, delayMs + jitter(random) * windowMs);
        wake = () => {
          stop();
          resolve();
        };
      }),
    // Every way to a new connection comes through here, and asks for a token that is good now.
    connectionParams: async () => {
      if (refused > 1) {
        // Whoever subscribes after this end begins anew.
        refused = 0;
        throw (final = refusal({ code: "credential_failed", message: "The server does not take the credential, nor a new one" }));
      }
      const token = await credential(refused > 0).catch((error: unknown) => {
        reason = error instanceof Error ? error : new Error(String(error));
        if (isPlintoError(error) && error.kind === "config") final = reason;
        throw reason;
      });
      if (token === null) throw (final = refusal({ code: "unauthenticated", message: "Nobody is signed in" }));
      return { authorization: `Bearer ${token}` };
    },
    on: {
      opened: (opened) => {
        socket = opened as typeof socket;
        burst = undefined;
        asked = [];
        listening = new Set();
      },
      connected: (_socket, payload) => {
        refused = 0;
        reason = undefined;
        openedAt = clock.now();
        renewIn(payload?.["expiresInSeconds"]);
        heard();
      },
      message: heard,
      pong: (received, payload) => {
        if (!received) return;
        if (payload && "expiresInSeconds" in payload) renewIn(payload["expiresInSeconds"]);
        if (!payload || !("cursor" in payload)) return;
        for (const live of asked.shift() ?? []) {
          listening.add(live);
          live.place(textIn(payload["cursor"]));
        }
      },
      // Said of the subscriptions that the server has: one that is still on its way to it is not among them.
      ping: (received, payload) => {
        const cursor = textIn(payload?.["cursor"]);
        if (received && cursor !== undefined) for (const live of listening) live.move(cursor);
      },
      closed: (event) => {
        rest();
        const { code, reason: text = "" } = event as { readonly code?: number; readonly reason?: string };
        const lasted = clock.now() - openedAt >= UPTIME;
        openedAt = Number.POSITIVE_INFINITY;
        if (lasted) attempts = 0;
        if (code === REFUSED) refused++;
        back = readCloseHint(text);
        const name = back.code;
        if (name !== undefined) reason = refusal({ code: name, message: `The server closed the connection: ${name}` });
      },
    },
  });
  const stopPage = page.subscribe((signal) => {
    if (signal === "hidden" || signal === "offline") return;
    wake();
    if (!socket) return;
    say({});
    endProbe();
    endProbe = clock.setTimeout(() => client.terminate(), PROBE);
  });
  return {
    client,
    asks,
    forget,
    reason: () => reason,
    close() {
      stopPage();
      rest();
      wake();
      // A connection that was just being lost has nothing left to be closed.
      Promise.resolve(client.dispose()).catch(() => {});
    },
  };
}

const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
