/** The shapes of session answers, under the names that the client uses for them. */

import type { IssuedSession as Issued, SignInComplete, SignInResult, User } from "@plinto/spec";

/** The person of a session. */
export type SessionUser = User;

/** A session with fresh tokens: answer of `refreshSession`, `switchOrganization`, `stepUp`, part of a sign-in. */
export type IssuedSession = Issued;

/** A session as the API describes it, without tokens. */
export type SessionFields = Omit<Issued, "accessToken" | "accessTokenExpiresAt" | "expiresInSeconds" | "refreshToken">;

/** Answer of an operation that starts or continues a sign-in. */
export type SignInAnswer = SignInResult;

/** A sign-in that is done. */
export type FinishedSignIn = SignInComplete;

/** An unfinished sign-in: plain data that survives a reload. `status` names the step that is due. */
export type PendingSignIn = Exclude<SignInResult, SignInComplete>;
