/** The front door of @plinto/node. */

// Verifying tokens
export { type TokenVerifier, createTokenVerifier } from "./verifier/token-verifier.ts";
export type { TokenVerifierOptions, VerifierSettings } from "./verifier/options.ts";
export type { AccessTokenClaims, TokenDoubt, TokenRefusal, TokenVerdict } from "./verifier/verdict.ts";

// Who is asking
export { type AuthenticateOptions, type CallerOf, type RequestLike, authenticateRequest } from "./auth/authenticate-request.ts";
export type { ApiKeyAuth, ApiKeyRefusal, Auth, SignedOutAuth, UnavailableAuth, UserAuth } from "./auth/auth.ts";
export { type ApiKeyVerifier, type ApiKeyVerifierOptions, createApiKeyVerifier } from "./auth/api-keys.ts";
export type { Decisions, DecisionSubject, PermissionAnswer, PermissionQuestion } from "./auth/decisions.ts";
export { type PolicyDecisionsOptions, type PolicyEvaluator, policyDecisions } from "./auth/policy-decisions.ts";
export { type GuardAnswer, type Guarded, guard } from "./auth/guard.ts";

// Names of the application's own
export type { PermissionName, Register, RoleName } from "./register.ts";

// Keeping the refresh token
export { type RestoreOptions, type RestoredSession, type SessionEndpoint, createSessionEndpoint } from "./session-endpoint/endpoint.ts";
export type { SessionEndpointOptions } from "./session-endpoint/options.ts";

// Administering
export { type PlintoAdmin, type PlintoAdminOptions, type PlintoAdminScope, createPlintoAdmin } from "./admin.ts";
export type { AuditStream, AuditStreamOptions } from "./audit-stream.ts";
export { type BulkContext, type BulkOptions, type BulkReport, type BulkRow, bulk } from "./bulk.ts";

// Errors
export type { NodeErrorCode } from "./errors.ts";
export { PlintoError, isPlintoError } from "@plinto/core";

// The resources of the administrator, and the shapes of the API that they mention
export type * from "./generated/admin-facade.ts";
export type * from "@plinto/core";
export type { WebhookEvent } from "@plinto/webhooks";
