/** What the panel shows of live events: the last of them, and what became of what the page shows. */

import type { LiveStore } from "../realtime/live.ts";
import { holdState } from "@plinto/core/sign-in";

/** An event, or a moment at which something may have been missed. */
export interface LiveRow {
  readonly id: number;
  readonly at: number;
  /** The topics it came by. */
  readonly topics: readonly string[];
  /** The type of the event; of a gap its reason. */
  readonly what: string;
  readonly isGap: boolean;
  /** What it is called where it is said what became of it: the id of the event, or the topic. */
  readonly cause: string;
  /** Undefined until it was looked at. */
  readonly became?: Became;
}

/** What became of the reads that are held, by their names in the facade. */
export interface Became {
  /** Whether this client has caused it: what its own call has made stale it has read by then. */
  readonly isOwn: boolean;
  /** To be read again. */
  readonly stale: readonly string[];
  /** Shown as the event carries it. */
  readonly shown: readonly string[];
}

/** Gathers rows, newest first. */
export interface LiveRecorder {
  get(): { readonly rows: readonly LiveRow[] };
  subscribe(listener: () => void): () => void;
  /** Begins to gather; the returned function ends it. */
  start(): () => void;
}

const KEPT = 100;

/** Makes a recorder of what a `<PlintoRealtime>` hears; `now` tells milliseconds since 1970. */
export function createLiveRecorder(live: LiveStore, now: () => number): LiveRecorder {
  const held = holdState<{ rows: readonly LiveRow[] }>({ rows: [] });
  let next = 0;
  const add = (row: Pick<LiveRow, "topics" | "what" | "isGap" | "cause">): void =>
    held.set({ rows: [{ id: next++, at: now(), ...row }, ...held.get().rows].slice(0, KEPT) });
  return {
    get: held.get,
    subscribe: held.subscribe,
    start: () =>
      live.watch({
        heard(topic, { id, type }) {
          const { rows } = held.get();
          const known = rows.find(({ cause }) => cause === id);
          if (!known) return add({ topics: [topic], what: type, isGap: false, cause: id });
          held.set({ rows: rows.map((row) => (row === known ? { ...row, topics: [...new Set([...row.topics, topic])] } : row)) });
        },
        missed: (topic, why) => add({ topics: [topic], what: why, isGap: true, cause: topic }),
        mended({ events, gaps, own }, outcomes) {
          const done = new Map([
            ...events.map(({ id, requestId }) => [id, own.has(requestId ?? "")] as const),
            ...[...gaps.keys()].map((topic) => [topic, false] as const),
          ]);
          const names = (cause: string, became: string): string[] => [
            ...new Set(outcomes.filter((one) => one[0] === cause && one[2] === became).map(([, read]) => read)),
          ];
          const { rows } = held.get();
          held.set({
            rows: rows.map((row) => {
              const isOwn = done.get(row.cause);
              if (isOwn === undefined || row.became) return row;
              return { ...row, became: { isOwn, stale: names(row.cause, "stale"), shown: names(row.cause, "shown") } };
            }),
          });
        },
      }),
  };
}
