/** Where a session lives between calls, reloads and tabs. */

import { onStorageEvent, outlivesTab, systemStorageArea } from "../platform.ts";
import type { StorageArea } from "../ports.ts";

/**
 * A place for one string under one key. Methods may answer at once or with a promise; one that fails is logged, and
 * the session goes on in memory. Answers at once where you can: then a page knows at its first render who is signed in.
 *
 * @example Keep the session in a file
 * const storage: SessionStorage = {
 *   get: (key) => readFile(key, "utf8").catch(() => null),
 *   set: (key, value) => writeFile(key, value, { mode: 0o600 }),
 *   remove: (key) => rm(key, { force: true }),
 *   lasting: true,
 * };
 */
export interface SessionStorage {
  get(key: string): string | null | Promise<string | null>;
  set(key: string, value: string): void | Promise<void>;
  remove(key: string): void | Promise<void>;
  /** Calls `listener` when somebody else writes `key`; returns a disposer. */
  subscribe?(key: string, listener: () => void): () => void;
  /**
   * Whether this place outlives page and process. Then the client keeps a name for the device here too, under a key of
   * its own that sign-out leaves alone: a random value, sent as `Plinto-Device` with each sign-in, by which the server
   * knows the device again. Default: false, which sends none.
   */
  readonly lasting?: boolean;
}

/**
 * Holds the session until the page or process ends. Clients that are given the same storage share their session.
 *
 * @example
 * const plinto = createPlinto({ baseUrl, storage: memoryStorage() });
 */
export function memoryStorage(): SessionStorage {
  const values = new Map<string, string>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => {
      values.set(key, value);
      tell();
    },
    remove: (key) => {
      values.delete(key);
      tell();
    },
    subscribe: (_, listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * Holds the session in Web Storage, where it survives a reload and all tabs share it. Every script of the page can
 * read it there, the refresh token included; with a server of your own, `sessionEndpoint` keeps it out of their reach.
 *
 * @param area Default `localStorage`; `sessionStorage` gives each tab a session of its own.
 *
 * @example
 * const plinto = createPlinto({ baseUrl, publishableKey, storage: webStorage() });
 */
export function webStorage(area: StorageArea = systemStorageArea()): SessionStorage {
  return {
    get: (key) => area.getItem(key),
    set: (key, value) => area.setItem(key, value),
    remove: (key) => area.removeItem(key),
    subscribe: onStorageEvent,
    lasting: outlivesTab(area),
  };
}
