/** What a request is worth. */

import type { PermissionName, RoleName } from "../register.ts";
import type { AccessTokenClaims, TokenDoubt, TokenRefusal } from "../verifier/verdict.ts";
import type { PermissionAnswer, PermissionQuestion } from "./decisions.ts";

/** What every caller that was let in has. */
interface SignedIn {
  readonly status: "signed-in";
  readonly reason: null;
  /** What `has` tells, with the reason of the answer. */
  decide(question: PermissionQuestion): Promise<PermissionAnswer>;
}

/** A person, by the access token of a session. */
export interface UserAuth extends SignedIn {
  readonly type: "user";
  readonly userId: string;
  readonly sessionId: string;
  /** The organization that the session stands in; null where in none. */
  readonly organizationId: string | null;
  /** The role there, as the token says it: for what is shown, not for what is allowed. */
  readonly organizationRole: RoleName | null;
  /** The super admin who acts as the user; null as a rule. */
  readonly impersonatorId: string | null;
  readonly claims: AccessTokenClaims;
  /** The token itself, for `plinto.withSession(auth.token)`. Not enumerable, so that no log shows it. */
  readonly token: string;
  /**
   * Whether she holds a permission now: the API or the given `decisions` are asked, never the token alone. What the API
   * answers counts for 30 seconds.
   *
   * @throws `PlintoError` `decision_unavailable`, `permission_unknown`; `option_invalid` for a token of another audience
   * where the verifier has no `secretKey`
   * @example
   * if (await auth.has({ permission: "members:invite" })) showInviteButton();
   */
  has(question: PermissionQuestion): Promise<boolean>;
}

/** A program, by the key of an organization. */
export interface ApiKeyAuth extends SignedIn {
  readonly type: "api-key";
  readonly keyId: string;
  readonly organizationId: string;
  readonly name: string | null;
  /** What the key may do now. */
  readonly scopes: readonly PermissionName[];
  readonly createdByUserId: string | null;
  /** Whether a permission is among its scopes, in its own organization. Nobody is asked: the scopes are those of now. Never rejects. */
  has(question: PermissionQuestion): Promise<boolean>;
}

/** Nobody. */
export interface SignedOutAuth {
  readonly status: "signed-out";
  /** `credential_missing`, or why the credential is refused. */
  readonly reason: "credential_missing" | TokenRefusal | ApiKeyRefusal;
  /** The reason for people; never has the credential in it. */
  readonly message: string;
}

/** It cannot be said now: answer 503, not 401, or people are signed out by an outage. */
export interface UnavailableAuth {
  readonly status: "unavailable";
  readonly reason:
    | TokenDoubt
    /** The API cannot be asked what a key is worth. */
    | "api_keys_unavailable"
    /** The session of a cookie could not be refreshed. */
    | "session_unavailable";
  readonly message: string;
  readonly retryAfterSeconds: number;
}

/** Why a key of an organization is refused. */
export type ApiKeyRefusal = "api_key_invalid" | "api_key_expired" | "api_key_revoked" | "organization_suspended" | "permission_denied" | (string & {});

/** What a request is worth, by `status`. `Caller` is who may come: people, and keys where an API key verifier is given. */
export type Auth<Caller extends UserAuth | ApiKeyAuth = UserAuth> = Caller | SignedOutAuth | UnavailableAuth;
