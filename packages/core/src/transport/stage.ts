/** The types that client, context and stages share: below all of them, because each mentions the others. */

import type { CallOptions, RetryOptions } from "../call-options.ts";
import type { CallFacts, Hooks } from "../hooks.ts";
import type { Log } from "../logger.ts";
import type { OperationDescriptor } from "../operation-descriptor.ts";
import type { ChannelFactory, Clock, Fetch, Locks, Random } from "../ports.ts";

/**
 * What operations run on. `createPlinto` returns one too, so that
 * `createOrganization(plinto, { name })` and `plinto.organizations.create({ name })` are the same call.
 */
export interface Client {
  /** Base URL, without a slash at its end. */
  readonly baseUrl: string;
  /** Observe every call. */
  readonly hooks: Hooks;
  /** Organization of `forOrganization`: sent as `Plinto-Organization` and filled in as `orgId`. */
  readonly organizationId?: string | undefined;
  /** Completed options, for packages that build on this client. */
  readonly transport: Transport;
}

/** The completed options and what the stages share. */
export interface Transport {
  readonly baseUrl: string;
  readonly publishableKey: string | undefined;
  /** An `Authorization` that never changes: the secret key, or the token of `withSession`. */
  readonly authorization: (() => string) | undefined;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryOptions;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly log: Log;
  readonly hooks: Hooks;
  readonly WebSocket: unknown;
  /** Names of operations whose deprecation was told already. */
  readonly deprecated: Set<string>;
  /** Between tabs, where the client can hold a session and the runtime has them. */
  readonly locks?: Locks | undefined;
  readonly channel?: ChannelFactory | undefined;
  /** Where session operations go instead of the base URL. */
  readonly sessionEndpoint?: string | undefined;
  /** Present when the client has a session. */
  readonly sessionStages?: SessionStages | undefined;
}

/** A serialised request: every attempt sends the same bytes. */
export interface PreparedRequest {
  readonly method: string;
  /** Path template of the description. */
  readonly path: string;
  readonly url: string;
  /** Complete but for what the stages add. */
  readonly headers: Headers;
  readonly body: BodyInit | null | undefined;
  /** Options of the call, and further members for every fetch such as `credentials`. */
  readonly options: Omit<CallOptions, "headers">;
  /** Absent for calls through `http`. */
  readonly operation?: OperationDescriptor;
  /** Flat parameters of the operation. */
  readonly parameters?: object;
}

/** The state of one call. What is not readonly is changed by the stage named beside it and by no other. */
export interface CallContext extends PreparedRequest {
  readonly client: Client;
  readonly transport: Transport;
  /** Facts for hooks and messages; `traceId` is set by the trace stage. */
  readonly call: CallFacts & { traceId?: string };
  /** Whether the request goes below the client's own base URL. */
  readonly toBaseUrl: boolean;
  /** Whether it goes there or, for an operation of the session, to its endpoint. Credentials go nowhere else. */
  readonly trusted: boolean;
  /** False for a stream, which can be read once. */
  readonly replayable: boolean;
  /** Set by the time limits, for what runs below them. */
  signal: AbortSignal | undefined;
  /** Attempts begun. Set by retry. */
  attempts: number;
  /** Whose token was sent. Set by authorize: nobody else's is sent for the same call. */
  userId?: string | undefined;
  /** Clock time at which the deadline falls. Set by the deadline. */
  deadlineAt?: number;
  /** Last answer and its parsed body, refusals included. Set by the last stage, for `http`. */
  response?: Response;
  data?: unknown;
}

/** A success, its body read and parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

/** One concern of the transport: works before, around or after `next`, which it may call again. */
export type Stage = (context: CallContext, next: () => Promise<Answer>) => Promise<Answer>;

/** Who a session speaks for. */
export interface Principal {
  readonly userId: string;
  readonly organizationId: string | null;
}

/** The stages that a session adds to a client. */
export interface SessionStages {
  /** Lets a person prove herself again and replays the call. */
  readonly stepUp?: Stage;
  /** Lets operations start, change and end the session (`x-plinto-session`). */
  readonly sessionEffect: Stage;
  /** Adds the access token, refreshing it where needed. */
  readonly authorize?: Stage;
  /** Who is signed in, in which organization and session. Absent where the client cannot hold a session. */
  readonly principal?: () => (Principal & { /** Of the session. */ readonly id: string }) | null;
}
