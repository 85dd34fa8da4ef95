/** From a request to who is asking. */

import { configError } from "../errors.ts";
import type { TokenVerifier } from "../verifier/token-verifier.ts";
import type { ApiKeyAuth, Auth, SignedOutAuth, UserAuth } from "./auth.ts";
import type { ApiKeyVerifier } from "./api-keys.ts";
import type { Decisions } from "./decisions.ts";
import { policyDecisions, type PolicyEvaluator } from "./policy-decisions.ts";
import { userAuth } from "./user-auth.ts";

/** A request of the Fetch API, of Node, or of whatever has its headers. */
export interface RequestLike {
  readonly headers: Headers | { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** How requests are judged. */
export interface AuthenticateOptions {
  /** Verifies access tokens. Made by `createTokenVerifier`. */
  verifier: TokenVerifier;
  /** Decides about permissions. Default: the API is asked. A policy client decides beside the application. */
  decisions?: Decisions | PolicyEvaluator;
  /** Lets programs in by the key of an organization. Default: people alone. */
  apiKeys?: ApiKeyVerifier;
}

/** Who may come, by the options: keys only where an API key verifier is given. */
export type CallerOf<Options extends AuthenticateOptions> = Options extends { apiKeys: ApiKeyVerifier } ? UserAuth | ApiKeyAuth : UserAuth;

/**
 * Says who is asking, by the header `Authorization: Bearer …`. Never rejects for what a request brings along: an unusable
 * credential is `signed-out` with its reason, and what cannot be said now is `unavailable`, which is 503 and not 401.
 *
 * @throws `PlintoError` `verifier_missing`
 * @example
 * const auth = await authenticateRequest(request, { verifier });
 * if (auth.status !== "signed-in") return unauthorized(auth.reason);
 * if (!(await auth.has({ permission: "members:invite" }))) return forbidden();
 *
 * Source: RFC 6750 section 2.1.
 */
export async function authenticateRequest<const Options extends AuthenticateOptions>(request: RequestLike, options: Options): Promise<Auth<CallerOf<Options>>> {
  const { verifier, decisions, apiKeys } = checkAuthOptions(options);
  return judgeCredential(bearerOf(request), verifier, decisionsOf(decisions) ?? verifier.decisions, apiKeys) as Promise<Auth<CallerOf<Options>>>;
}

async function judgeCredential(
  credential: string | undefined,
  verifier: TokenVerifier,
  decisions: Decisions,
  apiKeys: ApiKeyVerifier | undefined,
): Promise<Auth<UserAuth | ApiKeyAuth>> {
  if (credential === undefined) return nobody;
  if (apiKeys?.isApiKey(credential)) return apiKeys.verify(credential);
  const verdict = await verifier.verify(credential);
  if (verdict.status === "valid") return userAuth(credential, verdict.claims, decisions);
  if (verdict.status === "unavailable") return verdict;
  return { status: "signed-out", reason: verdict.reason, message: verdict.message };
}

const nobody: SignedOutAuth = {
  status: "signed-out",
  reason: "credential_missing",
  message: "The request has no Authorization header with a bearer token.",
};

/** @throws `PlintoError` `verifier_missing`, for callers without types, at once and not at the first request */
export function checkAuthOptions<Options extends AuthenticateOptions>(options: Options): Options {
  if (typeof (options as Partial<AuthenticateOptions> | undefined)?.verifier?.verify === "function") return options;
  throw configError("verifier_missing", "There is no verifier: pass { verifier: createTokenVerifier({ issuer }) }");
}

function decisionsOf(given: AuthenticateOptions["decisions"]): Decisions | undefined {
  return given && "evaluate" in given ? policyDecisions(given) : given;
}

/** Whether the header holds a bearer token of any form. Other schemes are somebody else's, such as that of a proxy in front. */
export function isBearer(headers: { get(name: string): string | null }): boolean {
  return /^bearer\b/i.test(headers.get("authorization") ?? "");
}

/** The credential of the header; nothing where there is none or it is of another scheme. */
export function bearerOf({ headers }: RequestLike): string | undefined {
  const value =
    typeof headers.get === "function" ? (headers as Headers).get("authorization") : (headers as Record<string, string | undefined>)["authorization"];
  return typeof value === "string" ? /^Bearer +([^\s,]+) *$/i.exec(value)?.[1] : undefined;
}
