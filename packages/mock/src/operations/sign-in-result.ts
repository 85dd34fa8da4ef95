import type { ErrorCode, SignInResult } from "@plinto/spec";
import { spellPendingToken } from "../domain/auth/pending-sign-in.ts";
import { mayRemember, type SignInProgress } from "../domain/auth/sign-in-steps.ts";
import { enrollableKinds, proofOptions } from "../domain/mfa/factors.ts";
import { standingsOf } from "../domain/sessions/standing.ts";
import { renderUser } from "../domain/users/render.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { FinishContext } from "../pipeline/handler.ts";
import { fail } from "../pipeline/problem.ts";
import { issuedSession } from "./issued-session.ts";

/**
 * Shows how far a sign-in has come: the session with its tokens, or the step that is missing.
 *
 * @param ended what is answered when a repeated call finds its session ended
 * @throws ProblemError with the code `ended`
 */
export async function signInResult(context: FinishContext, progress: SignInProgress, ended: ErrorCode): Promise<SignInResult> {
  const { read, derive, environment, request } = context;
  const user = read.users.get(progress.userId) ?? fail(ended);
  if (progress.status === "complete") {
    const { sessionId, refreshTokenId } = progress;
    return { status: "complete", session: await issuedSession(context, { sessionId, refreshTokenId }, ended), user: renderUser(user, "self", request.now) };
  }
  const pending = read.pendingSignIns.get(progress.pendingId) ?? fail(ended);
  const token = {
    pendingToken: spellPendingToken(pending, derive),
    expiresAt: formatTimestamp(pending.expiresAt),
    expiresInSeconds: Math.max(0, Math.floor((pending.expiresAt - request.now) / 1000)),
  };
  if (progress.status === "email_verification_required") return { status: "email_verification_required", ...token, email: user.email };
  if (progress.status === "mfa_required") {
    const factors = proofOptions(read, environment, user.id);
    // A repeated call may find that the person has none any more.
    if (factors.length === 0) fail(ended);
    return { status: "mfa_required", ...token, factors, deviceCanBeRemembered: mayRemember(read, request.device, pending.organizationId) };
  }
  if (progress.status === "mfa_enrollment_required")
    return { status: "mfa_enrollment_required", ...token, organizationId: pending.organizationId!, kinds: enrollableKinds(environment) };
  const organizations = standingsOf(read, user.id).map(({ organization, membership }) => ({
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    logoUrl: organization.logoUrl,
    role: membership.role,
  }));
  return { status: "organization_required", ...token, organizations };
}
