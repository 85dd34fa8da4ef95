/** Who wants to be told of what a policy client notices. */

import type { PolicyError } from "../errors.ts";

/** The bundle is another one. */
export interface ChangedEvent {
  readonly revision: string;
  /** Null for the first one. */
  readonly previousRevision: string | null;
}

/** Decisions are denials from now on, until a bundle comes or is confirmed. */
export interface StaleEvent {
  readonly revision: string;
  /** How long ago it was confirmed. */
  readonly ageSeconds: number;
}

/** Something went wrong; what is held stays as it is. */
export interface ErrorEvent {
  readonly error: PolicyError;
  /** When it is tried again; null when it is not. */
  readonly retryInSeconds: number | null;
}

/** Events by name. */
export interface PolicyClientEvents {
  changed: ChangedEvent;
  stale: StaleEvent;
  error: ErrorEvent;
}

/** Listeners by name of their event. */
export interface Listeners {
  on<Name extends keyof PolicyClientEvents>(name: Name, listener: (event: PolicyClientEvents[Name]) => void): () => void;
  emit<Name extends keyof PolicyClientEvents>(name: Name, event: PolicyClientEvents[Name]): void;
}

/** Makes a list of listeners. One that throws, at once or later, changes nothing for the others. */
export function createListeners(): Listeners {
  const all = new Set<{ readonly name: string; readonly listener: (event: never) => unknown }>();
  return {
    on(name, listener) {
      const entry = { name, listener };
      all.add(entry);
      return () => void all.delete(entry);
    },
    emit(name, event) {
      for (const entry of all) {
        if (entry.name === name) new Promise((resolve) => resolve(entry.listener(event as never))).catch(() => {});
      }
    },
  };
}
