/** The front door of @plinto/core. */

// The whole client
export { type Plinto, createPlinto } from "./plinto.ts";
export { type PlintoMembers, type PlintoOptions, assemble } from "./assemble.ts";

// A client without a session, and what operations are made of
export { type Client, createClient, createHttp } from "./client.ts";
export type { HttpClient } from "./http.ts";
export { type OperationDescriptor, call, callList } from "./operation.ts";
export { Resource } from "./resource.ts";
export type { TransportOptions } from "./options.ts";
export type { CallOptions, RetryOptions } from "./call-options.ts";
export { PLINTO_VERSION } from "./generated/version.ts";

// Results
export { type PlintoPromise, type ResponseFacts, type SafeResult, type WithResponse } from "./promise.ts";
export { type Page, type PlintoPagePromise, type ToArrayOptions } from "./pagination.ts";

// Errors
export {
  type CallErrorCode,
  type FieldError,
  type KnownErrorCode,
  PlintoError,
  type PlintoErrorFacts,
  type PlintoErrorKind,
  type SetupErrorCode,
  isPlintoError,
} from "./errors.ts";
export type { ErrorsOf } from "./errors-of.ts";

// Session
export type { CurrentSession, Session, TokenOptions } from "./session/session.ts";
export type { SessionStatus } from "./session/state.ts";
export { type SessionStorage, memoryStorage, webStorage } from "./session/storage.ts";
export type { IssuedSession, PendingSignIn, SessionFields, SessionUser } from "./session/wire.ts";
export type { OnStepUp, StepUpHandler, StepUpRequest } from "./step-up.ts";

// Observing
export type { AttemptEvent, CallFacts, ErrorEvent, HookEvents, HookListeners, Hooks, RefreshEvent, RequestEvent, ResponseEvent } from "./hooks.ts";
export type { LogLevel, LoggerOptions } from "./logger.ts";

// What the client takes from outside
export type { Channel, ChannelFactory, Clock, Fetch, Locks, LogEntry, Random, StorageArea } from "./ports.ts";

// The shapes of the API
export type * from "./generated/shapes.ts";
