/** The browser that two tabs share, in one process: locks, channels, storage. */

import type { Channel, ChannelFactory, Locks } from "../../src/ports.ts";
import type { SessionStorage } from "../../src/session/storage.ts";

/** Grants one lock per name at a time, in order. */
export function fairLocks(): Locks & { held: number } {
  const tails = new Map<string, Promise<unknown>>();
  const locks = {
    held: 0,
    request: (name: string, _: object, work: () => Promise<void>): Promise<void> => {
      const run = async (): Promise<void> => {
        locks.held++;
        await work().finally(() => locks.held--);
      };
      const turn = (tails.get(name) ?? Promise.resolve()).then(run, run);
      tails.set(name, turn);
      return turn;
    },
  };
  return locks;
}

/** A page died while it held the lock: nobody gets it, until the wait is given up. */
export const orphanedLocks: Locks = {
  request: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
};

/** Channels of one browser: what one posts, the others of the same name receive a task later. */
export function channels(): ChannelFactory & { posted: unknown[] } {
  const open = new Set<{ name: string; channel: Channel }>();
  const posted: unknown[] = [];
  const factory = (name: string): Channel => {
    const channel: Channel = {
      onmessage: null,
      postMessage(data) {
        if (!open.has(entry)) throw new Error("InvalidStateError");
        posted.push(data);
        for (const other of open) {
          if (other.name === name && other.channel !== channel) setImmediate(() => other.channel.onmessage?.({ data }));
        }
      },
      close: () => void open.delete(entry),
    };
    const entry = { name, channel };
    open.add(entry);
    return channel;
  };
  return Object.assign(factory, { posted });
}

/** A storage that answers with promises and tells nobody about changes. */
export function slowStorage(values: Map<string, string> = new Map()): SessionStorage & { values: Map<string, string> } {
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    values,
    get: (key) => pause().then(() => values.get(key) ?? null),
    set: (key, value) => pause().then(() => void values.set(key, value)),
    remove: (key) => pause().then(() => void values.delete(key)),
  };
}
