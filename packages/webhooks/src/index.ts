/** The front door of @plinto/webhooks. */

// Verifying
export { verifyWebhook } from "./verify-webhook.ts";
export { type SignatureFacts, type VerifyOptions, verifySignature } from "./verify-signature.ts";
export { type Keyring, type KeyringEntry, type KeyringKey, type Secrets, createKeyring } from "./keyring.ts";
export type { WebhookHeaders } from "./headers.ts";
export type { RawBody } from "./raw-body.ts";
export type { SignatureVersion, SignedContent, SigningKey, VerificationKey } from "./verification-key.ts";

// Receiving
export {
  type Explain,
  type HandlerContext,
  type IncomingWebhook,
  type WebhookHandler,
  type WebhookReceiver,
  type WebhookReceiverOptions,
  createWebhookReceiver,
} from "./receiver.ts";
export type { WebhookAnswer, WebhookOutcome } from "./answer.ts";
export type { CatchUpOptions, CatchUpResult, EventPage, EventSource } from "./catch-up.ts";
export { type MemoryStoreOptions, memoryStore } from "./memory-store.ts";
export type { OnceResult, WebhookStore } from "./store.ts";

// Signing
export { type SignOptions, type SignatureHeaders, type SigningSecrets, signWebhook } from "./sign-webhook.ts";

// Errors
export {
  type BodyErrorCode,
  type HeaderErrorCode,
  type SetupErrorCode,
  type SignatureErrorCode,
  WebhookError,
  type WebhookErrorCode,
  type WebhookErrorFacts,
  isWebhookError,
} from "./errors.ts";

// Events
export type { KnownWebhookEvent, UnknownEvent, WebhookEvent, WebhookEventType } from "./event.ts";
export type * from "./generated/events.ts";

// What the package takes from outside
export type { Clock } from "./ports.ts";
