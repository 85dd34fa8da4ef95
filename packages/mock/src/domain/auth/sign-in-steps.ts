import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders } from "../../schema.ts";
import { issueSession, type IssueContext } from "../sessions/issue.ts";
import { standIn, standingsOf, type StandingRefusal } from "../sessions/standing.ts";
import type { UserRow } from "../users/table.ts";
import { authFacts } from "./facts.ts";
import { insertPendingSignIn } from "./pending-sign-in.ts";
import { sendVerification } from "./verify-email.ts";

/** How somebody has proved to be a user, and what for. */
export interface SignInAttempt {
  readonly user: UserRow;
  readonly method: string | null;
  /** `amr` of the tokens (RFC 8176). */
  readonly authenticationMethods: readonly string[];
  /** The organization asked for. */
  readonly organizationId: string | null;
}

/** How far a sign-in has come: complete, or waiting for a step. It names rows, so that it can be shown again. */
export type SignInProgress =
  | { readonly status: "complete"; readonly userId: string; readonly sessionId: string; readonly refreshTokenId: string }
  | { readonly status: "email_verification_required" | "organization_required"; readonly userId: string; readonly pendingId: string };

export type SignInRefusal = StandingRefusal | Refusal<"user_banned", Record<never, never>>;

interface StepContext extends IssueContext {
  readonly request: IssueContext["request"] & { readonly baseUrl: string };
}

/**
 * Takes a proved attempt as far as it goes: verification of the address, choice of the organization, session. A
 * refusal is recorded as a failed sign-in.
 */
export function proceed(context: StepContext, attempt: SignInAttempt): Ok<SignInProgress> | SignInRefusal {
  const { tx, environment, emit, request } = context;
  const { user, method } = attempt;
  const next = nextStep(tx, context, attempt);
  if (!next.ok) {
    emit("auth.sign_in_failed", authFacts({ userId: user.id, method }));
    return next;
  }
  if (next.value.step === "none") {
    const issued = issueSession(context, { ...attempt, organizationId: next.value.organizationId });
    return ok({ status: "complete", userId: user.id, ...issued });
  }
  if (next.value.step === "email_verification") sendVerification(tx, emit, environment, user, request.baseUrl);
  const pending = insertPendingSignIn(tx, {
    userId: user.id,
    step: next.value.step,
    organizationId: attempt.organizationId,
    method,
    authenticationMethods: attempt.authenticationMethods,
  });
  return ok({ status: `${next.value.step}_required`, userId: user.id, pendingId: pending.id });
}

type NextStep = { readonly step: "email_verification" | "organization" } | { readonly step: "none"; readonly organizationId: string | null };

function nextStep(read: MockReaders, { environment }: StepContext, { user, organizationId }: SignInAttempt): Ok<NextStep> | SignInRefusal {
  if (user.status === "banned") return refuse("user_banned");
  // An organization that the person may not enter is told before anything is sent.
  if (organizationId !== null) {
    const standing = standIn(read, user.id, organizationId);
    if (!standing.ok) return standing;
  }
  if (environment.signUp.requireEmailVerification && user.emailVerifiedAt === null) return ok({ step: "email_verification" });
  if (organizationId !== null || !environment.requireOrganization) return ok({ step: "none", organizationId });
  const choices = standingsOf(read, user.id);
  return ok(choices.length > 1 ? { step: "organization" } : { step: "none", organizationId: choices[0]?.organization.id ?? null });
}
