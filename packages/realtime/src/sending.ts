/** Messages that wait for a connection or for the server's answer. */

import type { Clock } from "@plinto/core";
import type { PlintoError } from "@plinto/core";
import { refusal } from "./errors.ts";
import type { Outgoing } from "./link.ts";

interface Waiting {
  readonly frame: Outgoing;
  /** Of the frame, once it was sent. */
  id?: string | undefined;
  readonly resolve: (messageId: string) => void;
  readonly reject: (error: PlintoError) => void;
  readonly cancel: () => void;
}

/** Most that may wait. */
const LIMIT = 100;

/** Milliseconds that one may wait, for a connection and an answer together. */
const TIMEOUT_MS = 10_000;

/** The messages of one connection after the other. Nothing is sent twice. */
export interface Sending {
  /** How many are not done. */
  readonly size: number;
  add(frame: Outgoing): Promise<string>;
  /** Sends what waits. */
  flush(): void;
  /** The server took it. */
  accept(id: string, messageId: string): void;
  /** The server refused it; false when it is none of these. */
  refuse(id: string, error: PlintoError): boolean;
  /** Whether they arrived is not known. */
  lose(): void;
  /** None will be sent. */
  close(): void;
}

/** @param transmit sends now and gives the id, or undefined where there is no connection */
export function createSending(clock: Clock, transmit: (frame: Outgoing) => string | undefined, onEmpty: () => void): Sending {
  /** In the order in which they came. */
  const entries = new Set<Waiting>();

  const settle = (those: readonly Waiting[], done: (entry: Waiting) => void): void => {
    for (const entry of those) {
      entries.delete(entry);
      entry.cancel();
      done(entry);
    }
    if (those.length > 0 && entries.size === 0) onEmpty();
  };
  /** Those with this id; without one, those that wait for a connection. */
  const having = (id?: string): Waiting[] => [...entries].filter((entry) => entry.id === id);
  const flush = (): void => {
    for (const entry of having()) {
      entry.id = transmit(entry.frame);
      if (entry.id === undefined) return;
    }
  };
  const lose = (): void =>
    settle(
      [...entries].filter(({ id }) => id !== undefined),
      ({ reject }) => reject(refusal({ code: "network_error", message: "The connection was lost before the server answered: the message may have arrived" })),
    );

  return {
    get size() {
      return entries.size;
    },
    add: (frame) =>
      new Promise((resolve, reject) => {
        if (having().length >= LIMIT)
          return reject(refusal({ code: "queue_full", message: `${LIMIT} messages wait for a connection: send fewer, or wait for status open` }));
        const cancel = clock.setTimeout(
          () => settle([entry], () => reject(refusal({ code: "timeout", message: "No connection, or no answer of the server, within ten seconds" }))),
          TIMEOUT_MS,
        );
        const entry: Waiting = { frame, resolve, reject, cancel };
        entries.add(entry);
        flush();
      }),
    flush,
    accept: (id, messageId) => settle(having(id), ({ resolve }) => resolve(messageId)),
    refuse(id, error) {
      const those = having(id);
      settle(those, ({ reject }) => reject(error));
      return those.length > 0;
    },
    lose,
    close() {
      lose();
      settle(having(), ({ reject }) => reject(refusal({ code: "closed", message: "The client was closed before the message was sent" })));
    },
  };
}
