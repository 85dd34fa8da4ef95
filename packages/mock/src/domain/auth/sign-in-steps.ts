import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders } from "../../schema.ts";
import { entrantOf, entryRefusal, type EntryRefusal } from "../auth-policies/entry.ts";
import { defaultAuthPolicy, policyOf } from "../auth-policies/policy.ts";
import { proofOptions } from "../mfa/factors.ts";
import { rememberedFactor, rememberingOf } from "../mfa/remember.ts";
import { hasTwoFactors, noFactorRefusal, type MfaRequiredRefusal } from "../mfa/requirement.ts";
import type { SecondFactor } from "../mfa/second-factor.ts";
import { linkOnSignIn } from "../oauth/link.ts";
import { issueSession, type IssueContext } from "../sessions/issue.ts";
import { standIn, standingsOf, type StandingRefusal } from "../sessions/standing.ts";
import type { UserRow } from "../users/table.ts";
import { authFacts } from "./facts.ts";
import { insertPendingSignIn } from "./pending-sign-in.ts";
import type { SignInStep } from "./table.ts";
import { sendVerificationToEntrant } from "./verify-email.ts";

/** How somebody has proved to be a user, and what for. */
export interface SignInAttempt {
  readonly user: UserRow;
  readonly method: string | null;
  /** `amr` of the tokens (RFC 8176). */
  readonly authenticationMethods: readonly string[];
  /** By what a second factor was proved. None when absent. */
  readonly secondFactors?: readonly SecondFactor[];
  /** The organization asked for. */
  readonly organizationId: string | null;
  /** Second factors that were refused on the way. None when absent. */
  readonly failures?: number;
  /** Whether the device is to be remembered. It is not when absent. */
  readonly rememberDevice?: boolean;
  /** The ticket of a provider that it began with, which is told what comes of it. None when absent. */
  readonly ticketId?: string | null;
}

/** How far a sign-in has come: complete, or waiting for a step. It names rows, so that it can be shown again. */
export type SignInProgress =
  | { readonly status: "complete"; readonly userId: string; readonly sessionId: string; readonly refreshTokenId: string }
  | { readonly status: `${SignInStep}_required`; readonly userId: string; readonly pendingId: string };

export type SignInRefusal = StandingRefusal | EntryRefusal | MfaRequiredRefusal | Refusal<"user_banned", Record<never, never>>;

/** What the steps of a sign-in need of the call; the context of `decide` has it all. */
export interface StepContext extends IssueContext {
  readonly request: IssueContext["request"] & { readonly baseUrl: string };
}

/**
 * Takes a proved attempt as far as it goes: verification of the address, second factor or its setup, choice of the
 * organization, session. A refusal is recorded as a failed sign-in.
 */
export function proceed(context: StepContext, attempt: SignInAttempt): Ok<SignInProgress> | SignInRefusal {
  const { tx, environment, emit, request } = context;
  const { user, method, authenticationMethods, secondFactors = [], failures = 0, rememberDevice = false, ticketId = null } = attempt;
  const next = nextStep(context, attempt);
  if (!next.ok) {
    emit("auth.sign_in_failed", authFacts({ userId: user.id, method }));
    return next;
  }
  if (next.value.step === "none") {
    const { organizationId, mfaByDevice } = next.value;
    const remembering = rememberDevice && mayRemember(tx, request.device, organizationId) ? rememberingOf(secondFactors, tx.now) : undefined;
    const ticket = ticketId === null ? undefined : tx.oauthTickets.get(ticketId);
    if (ticket) linkOnSignIn(tx, emit, user, ticket);
    const issued = issueSession(context, { user, method, authenticationMethods, organizationId, secondFactors, mfaByDevice, remembering });
    if (ticket) tx.oauthTickets.update(ticket.id, { pendingId: null, sessionId: issued.sessionId });
    return ok({ status: "complete", userId: user.id, ...issued });
  }
  if (next.value.step === "email_verification") sendVerificationToEntrant(tx, emit, environment, user, request);
  const pending = insertPendingSignIn(tx, {
    userId: user.id,
    step: next.value.step,
    organizationId: next.value.organizationId,
    method,
    authenticationMethods,
    secondFactors,
    failures,
    rememberDevice,
    ticketId,
  });
  if (ticketId !== null && tx.oauthTickets.get(ticketId)) tx.oauthTickets.update(ticketId, { pendingId: pending.id });
  return ok({ status: `${next.value.step}_required`, userId: user.id, pendingId: pending.id });
}

/** Whether a device can take the place of a second factor: it has to be named, and the organization asked for must not be against it. */
export function mayRemember(read: MockReaders, device: string | null, organizationId: string | null): boolean {
  return device !== null && (organizationId === null || policyOf(read, organizationId).rememberDevices);
}

/** Why an attempt would be refused, for whoever has something to do first that is not to be done in vain. */
export function signInRefusal(context: StepContext, attempt: SignInAttempt): SignInRefusal | undefined {
  const next = nextStep(context, attempt);
  return next.ok ? undefined : next;
}

type NextStep =
  | { readonly step: SignInStep; readonly organizationId: string | null }
  | { readonly step: "none"; readonly organizationId: string | null; readonly mfaByDevice: SecondFactor | null };

function nextStep({ tx, environment, request }: StepContext, attempt: SignInAttempt): Ok<NextStep> | SignInRefusal {
  const { user, organizationId, secondFactors = [] } = attempt;
  if (user.status === "banned") return refuse("user_banned");
  const choices = organizationId === null && environment.requireOrganization ? standingsOf(tx, user.id) : [];
  const target = organizationId ?? (choices.length === 1 ? choices[0]!.organization.id : null);
  const policy = target === null ? defaultAuthPolicy : policyOf(tx, target);
  const mfaByDevice = secondFactors.length > 0 ? null : rememberedFactor(tx, user.id, request, tx.now);
  const isProvedTwice = hasTwoFactors(policy, { secondFactors, mfaByDevice });
  // An organization that the person may not enter, or cannot, is told before anything is sent.
  if (target !== null) {
    const standing = standIn(tx, user.id, target);
    if (!standing.ok) return standing;
    const closed = entryRefusal(policy, entrantOf(attempt, request));
    if (closed) return closed;
    const impossible = isProvedTwice ? undefined : noFactorRefusal(environment, target, policy);
    if (impossible) return impossible;
  }
  if (environment.signUp.requireEmailVerification && user.emailVerifiedAt === null) return ok({ step: "email_verification", organizationId });
  if (!isProvedTwice) {
    if (proofOptions(tx, environment, user.id).length > 0) return ok({ step: "mfa", organizationId: target });
    if (policy.mfa === "required") return ok({ step: "mfa_enrollment", organizationId: target });
  }
  return ok(choices.length > 1 ? { step: "organization", organizationId: null } : { step: "none", organizationId: target, mfaByDevice });
}
