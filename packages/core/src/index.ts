/** The front door of @plinto/core. */

// The whole client
export { type Plinto, createPlinto } from "./plinto.ts";
export { type PlintoMembers, type PlintoOptions, assemble } from "./assemble.ts";

// A client without a session, and what operations are made of
export { type Client, createClient, createHttp } from "./client.ts";
export type { HttpCall, HttpClient, HttpOptions, HttpPath, HttpResult } from "./http-client.ts";
export type { Answer, CallContext, PreparedRequest, Principal, SessionStages, Stage, Transport } from "./transport/stage.ts";
export { type OperationLine, call, callList } from "./operation.ts";
export type { OperationDescriptor } from "./operation-descriptor.ts";
export type { OperationTree, TreeOf } from "./bind-tree.ts";
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
  type PasskeyErrorCode,
  PlintoError,
  type PlintoErrorFacts,
  type PlintoErrorKind,
  type SetupErrorCode,
  type SignInErrorCode,
  isPlintoError,
} from "./errors.ts";
export { problemFacts } from "./transport/problem-facts.ts";
export type { ErrorsOf } from "./errors-of.ts";

// Session
export type { CurrentSession, PlintoSession, TokenOptions } from "./session/session.ts";
export type { PlintoSessionStatus } from "./session/state.ts";
export { type SessionStorage, memoryStorage, webStorage } from "./session/storage.ts";
export type { PendingSignIn, SessionFields, SessionUser } from "./session/wire.ts";
export type { OnStepUp, StepUpHandler, StepUpRequest } from "./step-up.ts";

// Signing in by a provider
export { type ProofKey, createProofKey } from "./proof-key.ts";

// Observing
export type { AttemptEvent, CallFacts, ErrorEvent, HookEvents, HookListeners, Hooks, RefreshEvent, RequestEvent, ResponseEvent } from "./hooks.ts";
export type { Log, LogLevel, LoggerOptions } from "./logger.ts";
export { redact } from "./redact.ts";

// What the client takes from outside
export type { Channel, ChannelFactory, Clock, Fetch, Locks, LogEntry, Random, StorageArea } from "./ports.ts";

// The shapes of the API and the resources of the client
export type * from "./generated/facade.ts";
export type * from "./generated/shapes.ts";
