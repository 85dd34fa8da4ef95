/** Letting a request through, or answering it. */

import { type PlintoError, isPlintoError } from "@plinto/core";
import { configError } from "../errors.ts";
import { retryAfter } from "../patience.ts";
import { problem } from "../problem.ts";
import type { PermissionName } from "../register.ts";
import type { ApiKeyAuth, Auth, UserAuth } from "./auth.ts";

/** An answer to a request that is not let through, apart from how a framework sends it. */
export interface GuardAnswer {
  readonly status: 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whoever was let in, or the answer. */
export type Guarded<Caller extends UserAuth | ApiKeyAuth> = { readonly auth: Caller } | { readonly answer: GuardAnswer };

/**
 * Judges what a request is worth: 401 for nobody, 503 where that cannot be said, 403 without the permission.
 *
 * @throws `PlintoError` `permission_unknown`
 */
export async function guard<Caller extends UserAuth | ApiKeyAuth>(auth: Auth<Caller>, permission?: PermissionName): Promise<Guarded<Caller>> {
  if (auth.status === "signed-out") return { answer: unauthenticated(auth.reason, auth.message) };
  if (auth.status === "unavailable") return { answer: unavailable(auth.reason, auth.message, auth.retryAfterSeconds) };
  if (permission === undefined) return { auth };
  try {
    const { allowed, reason } = await auth.decide({ permission });
    return allowed ? { auth } : { answer: denied(permission, reason) };
  } catch (error) {
    if (!isPlintoError(error, "decision_unavailable")) throw error;
    return { answer: unavailable("decision_unavailable", error.message, retryAfter(error)) };
  }
}

/** A guard in front of a route that nobody has told the verifier. */
export function verifierMissing(fix: string): PlintoError {
  return configError("verifier_missing", `A guard stands in front of this route, and nothing has read who is asking: ${fix}`);
}

/** RFC 6750 section 3. */
function unauthenticated(reason: string, detail: string): GuardAnswer {
  const challenge = reason === "credential_missing" ? "Bearer" : `Bearer error="invalid_token", error_description="${detail.replaceAll(/["\\]/g, "'")}"`;
  return problem(401, reason === "credential_missing" ? "unauthenticated" : reason, "Sign in first", detail, { "www-authenticate": challenge });
}

function denied(permission: string, reason: string): GuardAnswer {
  return problem(403, "permission_denied", "The permission is missing", `This takes the permission ${permission} (${reason}).`, {}, { permission, reason });
}

function unavailable(code: string, detail: string, retryAfterSeconds: number): GuardAnswer {
  return problem(503, code, "Who is asking cannot be found out now", detail, { "retry-after": `${Math.max(1, retryAfterSeconds)}` });
}
