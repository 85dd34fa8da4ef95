/** The accounts in memory, kept equal to the storage and to other tabs. */

import type { Log } from "../logger.ts";
import type { ChannelFactory, Clock } from "../ports.ts";
import { type Accounts, NO_ACCOUNTS, parseAccounts, withoutAccount } from "./accounts.ts";
import type { SessionStorage } from "./storage.ts";

export interface AccountStoreOptions {
  readonly storage: SessionStorage;
  /** Key in the storage and name of the channel. */
  readonly key: string;
  readonly channel: ChannelFactory | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when the storage or another tab brought another document than the one in memory. */
  readonly onRemoteChange: (before: Accounts, after: Accounts) => void;
}

export interface AccountStore {
  /** What is known now. */
  readonly stored: Accounts;
  /** Resolves when the storage was read for the first time; until then nothing is known. */
  readonly ready: Promise<void>;
  /** Reads the storage again, for at most a second. */
  reload(): Promise<void>;
  /**
   * Compare and set: reads the storage again and hands the newest document to `change`, which returns its successor or
   * nothing to leave it. Resolves to what it returned when memory has changed; the write follows.
   */
  commit(change: (stored: Accounts) => Accounts | undefined): Promise<Accounts | undefined>;
  /** The name of this device, made by `make` when there is none yet. Null in a storage that does not last. */
  device(make: () => string): Promise<string | null>;
  /** Waits for the writes, for at most a second. */
  written(): Promise<void>;
  /** Remembers that a session has ended: whoever writes it again, in whatever tab, it is removed again. */
  markEnded(sessionId: string): void;
  close(): void;
}

/** A storage that hangs shall hold up nobody, least of all somebody who waits for our lock. */
const STORAGE_WAIT_MS = 1_000;

const DEVICE = /^[\w-]{16,128}$/;

/** Opens the store and begins to read. */
export function createAccountStore({ storage, key, channel, clock, log, onRemoteChange }: AccountStoreOptions): AccountStore {
  let stored = NO_ACCOUNTS;
  let text: string | null = null;
  let unsaved = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const ended = new Set<string>();

  const failed = (): void => log("warn", "The session storage failed: memory goes on");

  const adopt = (read: string | null): void => {
    // While a write of ours is under way, or has failed, memory is newer than what can be read.
    if (unsaved > 0 || read === text) return;
    text = read;
    replace(parseAccounts(read));
  };

  const replace = (next: Accounts): void => {
    const before = stored;
    stored = next;
    // A slower tab has written back what was signed out meanwhile.
    if (next.active && ended.has(next.active)) save(withoutAccount(next, next.active));
    onRemoteChange(before, stored);
  };

  const read = (): Promise<void> | void => {
    try {
      const answer = storage.get(key);
      return typeof answer === "object" && answer ? answer.then(adopt).catch(failed) : adopt(answer);
    } catch {
      failed();
    }
  };

  const save = (next: Accounts): void => {
    stored = next;
    const written = next.accounts.length > 0 || next.pending ? JSON.stringify(next) : null;
    text = written;
    unsaved++;
    writing = writing
      .then(() => (written === null ? storage.remove(key) : storage.set(key, written)))
      .then(() => {
        // A later success makes up for earlier failures.
        unsaved = text === written ? 0 : unsaved - 1;
        tabs?.postMessage([...ended]);
      })
      .catch(failed);
  };

  const within = (work: Promise<unknown> | void): Promise<void> => {
    let cancel: (() => void) | undefined;
    const limit = new Promise<void>((resolve) => (cancel = clock.setTimeout(resolve, STORAGE_WAIT_MS)));
    return Promise.race([Promise.resolve(work).then(() => {}), limit]).finally(cancel);
  };

  let tabs = channel?.(key);
  if (tabs) {
    tabs.onmessage = ({ data }) => {
      // Anything on the page can post here; what is no list of ids does no harm.
      for (const id of [data].flat() as string[]) ended.add(id);
      void read();
      // Also when a write of ours is under way and nothing can be read.
      if (stored.active && ended.has(stored.active)) replace(stored);
    };
  }
  const unsubscribe = storage.subscribe?.(key, () => void read());
  // Nothing is awaited before a storage that answers at once: the first render knows who is signed in.
  const ready = Promise.resolve(read());

  return {
    get stored() {
      return stored;
    },
    ready,
    reload: () => within(read()),
    async commit(change) {
      await within(read());
      const next = change(stored);
      if (next) save(next);
      return next;
    },
    async device(make) {
      if (!storage.lasting) return null;
      let device: string | null = null;
      const name = `${key} device`;
      const find = async (): Promise<void> => {
        const kept = await storage.get(name);
        const found = kept && DEVICE.test(kept) ? kept : make();
        if (found !== kept) await storage.set(name, found);
        device = found;
      };
      // A name that could not be kept would be another one the next time: none is better.
      await within(find().catch(failed));
      return device;
    },
    written: () => within(writing),
    markEnded: (sessionId) => void ended.add(sessionId),
    close() {
      unsubscribe?.();
      tabs?.close();
      tabs = undefined;
    },
  };
}
