/** The hook bus: observe every call without standing in its way. */

import type { PlintoError } from "./errors.ts";
import type { Log } from "./logger.ts";

/** What is known of a call; the same object in every event of the call, so that it can be a WeakMap key. */
export interface CallFacts {
  /** Stable name of the operation; absent for calls through `http`. */
  readonly operationId?: string | undefined;
  readonly method: string;
  /** Path template of the description, never with values: `/v1/organizations/{orgId}`. */
  readonly path: string;
  /** Base URL of the client. */
  readonly baseUrl: string;
  /** Organization of `forOrganization`, where there is one. */
  readonly organizationId?: string | undefined;
  /** Trace id (W3C Trace Context), set once the `request` hooks have run. */
  readonly traceId?: string;
}

/** A call begins. Headers may be added here; the credential is not among them yet. */
export interface RequestEvent {
  readonly call: CallFacts;
  /** Milliseconds since the epoch, on the client's clock; so in every event. */
  readonly at: number;
  readonly headers: Headers;
}

/** An attempt has ended. */
export interface AttemptEvent {
  readonly call: CallFacts;
  readonly at: number;
  readonly durationMs: number;
  /** 1 for the first one. */
  readonly attempt: number;
  readonly status?: number | undefined;
  readonly error?: PlintoError | undefined;
}

/** A call has succeeded. */
export interface ResponseEvent {
  readonly call: CallFacts;
  readonly at: number;
  readonly durationMs: number;
  readonly attempts: number;
  readonly status: number;
  readonly requestId?: string | undefined;
  /** The server answered from its record of the idempotency key. */
  readonly replayed: boolean;
}

/** A call has failed for good. */
export interface ErrorEvent {
  readonly call: CallFacts;
  readonly at: number;
  readonly durationMs: number;
  readonly attempts: number;
  readonly error: unknown;
}

/** A refresh of the session has ended. */
export interface RefreshEvent {
  readonly at: number;
  readonly durationMs: number;
  /**
   * `refreshed`: new token from the server · `adopted`: another tab was faster · `discarded`: the session ended
   * meanwhile · `refused`: the server ended the session · `unreachable`: no answer, the session stays.
   */
  readonly outcome: "refreshed" | "adopted" | "discarded" | "refused" | "unreachable";
  readonly error?: unknown;
}

/** Events of the bus by name. */
export interface HookEvents {
  request: RequestEvent;
  attempt: AttemptEvent;
  response: ResponseEvent;
  error: ErrorEvent;
  refresh: RefreshEvent;
}

/** Listeners by event name, for the option `hooks`. */
export type HookListeners = { [Name in keyof HookEvents]?: (event: HookEvents[Name]) => void };

/**
 * The bus. A listener that throws is logged and changes nothing; what it returns is not waited for.
 *
 * @example
 * const stop = plinto.hooks.on("attempt", ({ call, durationMs }) => metrics.record(call.operationId, durationMs));
 */
export interface Hooks {
  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof HookEvents>(name: Name, listener: (event: HookEvents[Name]) => void): () => void;
  /** Tells every listener; for packages that extend the client. */
  emit<Name extends keyof HookEvents>(name: Name, event: HookEvents[Name]): void;
}

type Listener = ((event: never) => unknown) | undefined;

/** Makes the bus of a client. */
export function createHooks(initial: HookListeners, log: Log): Hooks {
  const listeners = new Set<[name: string, listener: Listener]>(Object.entries(initial));
  return {
    on(name, listener) {
      const entry: [string, Listener] = [name, listener];
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit(name, event) {
      for (const [listened, listener] of listeners) {
        if (listened !== name) continue;
        // Runs the listener at once, and catches what it throws as well as what it rejects with.
        new Promise((resolve) => resolve(listener?.(event as never))).catch(() => log("error", `A ${name} hook failed`));
      }
    },
  };
}
