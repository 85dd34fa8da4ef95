/** What the panel shows, gathered while it is there: the last of each kind. */

import { type CallFacts, type Plinto, type RefreshEvent, isPlintoError, redact } from "@plinto/core";
import { holdState } from "@plinto/core/sign-in";
import type { AuthStore } from "../auth-store.ts";

/** One call with its attempts. */
export interface RequestRow {
  readonly id: number;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly at: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly attempts: readonly { readonly attempt: number; readonly outcome: string; readonly durationMs: number }[];
  /** `200`, the code of the error, or undefined while it is under way. */
  readonly outcome?: string;
  readonly durationMs?: number;
  readonly requestId?: string | undefined;
}

/** One state of the session. */
export interface SessionRow {
  readonly id: number;
  readonly at: number;
  /** Grows with each token that the session was given since the panel is there. */
  readonly generation: number;
  readonly what: string;
  readonly sessionId: string | null;
}

/** All rows, newest first. */
export interface Records {
  readonly requests: readonly RequestRow[];
  readonly sessions: readonly SessionRow[];
}

/** Gathers rows. */
export interface Recorder {
  get(): Records;
  subscribe(listener: () => void): () => void;
  /** Begins to gather; the returned function ends it. */
  start(): () => void;
}

const KEPT = 100;

/** Makes a recorder of a client. */
export function createRecorder({ hooks, transport }: Plinto, auth: AuthStore): Recorder {
  const held = holdState<Records>({ requests: [], sessions: [] });
  const ids = new WeakMap<CallFacts, number>();
  let next = 0;
  let generation = 0;

  const change = (call: CallFacts, update: (row: RequestRow) => Partial<RequestRow>): void => {
    const id = ids.get(call);
    held.set({ requests: held.get().requests.map((row) => (row.id === id ? { ...row, ...update(row) } : row)) });
  };
  const note = (what: string): void => {
    const { session } = auth.snapshot();
    const row: SessionRow = { id: next++, at: transport.clock.now(), generation, what, sessionId: session?.id ?? null };
    held.set({ sessions: [row, ...held.get().sessions].slice(0, KEPT) });
  };

  return {
    get: held.get,
    subscribe: held.subscribe,
    start() {
      let last = "";
      const look = (): void => {
        const { known, status, session } = auth.snapshot();
        const now = `${known ? status : "loading"}${session ? ` as ${session.user.id}` : ""}${session?.organizationId ? ` in ${session.organizationId}` : ""}`;
        if (now === last) return;
        if (last === "" || status === "active") generation++;
        last = now;
        note(now);
      };
      const stops = [
        auth.subscribe(look),
        hooks.on("request", ({ call, at, headers }) => {
          const id = next++;
          ids.set(call, id);
          const { operationId, method, path } = call;
          const row: RequestRow = { id, name: operationId ?? `${method} ${path}`, method, path, at, headers: Object.entries(redact(headers)), attempts: [] };
          held.set({ requests: [row, ...held.get().requests].slice(0, KEPT) });
        }),
        hooks.on("attempt", ({ call, attempt, status, error, durationMs }) =>
          change(call, ({ attempts }) => ({ attempts: [...attempts, { attempt, outcome: [status, error?.code].filter(Boolean).join(" "), durationMs }] })),
        ),
        hooks.on("response", ({ call, status, durationMs, requestId, replayed }) =>
          change(call, () => ({ outcome: replayed ? `${status} replayed` : String(status), durationMs, requestId })),
        ),
        hooks.on("error", ({ call, error, durationMs }) =>
          change(call, () => ({
            outcome: isPlintoError(error) ? `${error.status ?? error.kind} ${error.code}` : "failed",
            durationMs,
            requestId: isPlintoError(error) ? error.requestId : undefined,
          })),
        ),
        hooks.on("refresh", ({ outcome, durationMs }: RefreshEvent) => {
          if (outcome === "refreshed" || outcome === "adopted") generation++;
          note(`token ${outcome} in ${durationMs} ms`);
        }),
      ];
      look();
      return () => stops.forEach((stop) => stop());
    },
  };
}
