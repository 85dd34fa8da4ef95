import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { Principal } from "../../principal.ts";
import type { SecondFactor } from "../mfa/second-factor.ts";
import { hasEnded } from "../mfa/sign-in-step.ts";
import type { UserRow } from "../users/table.ts";
import type { PendingSignInRow } from "./table.ts";
import { proceed, type SignInProgress, type SignInRefusal, type StepContext } from "./sign-in-steps.ts";

/** What a step has added to a sign-in. */
export interface TakenStep {
  readonly user: UserRow;
  /** What is proved now (`amr`, RFC 8176). */
  readonly authenticationMethods: readonly string[];
  /** By what a second factor is proved now. */
  readonly secondFactors: readonly SecondFactor[];
  readonly organizationId: string | null;
  /** As the steps before said when absent. */
  readonly rememberDevice?: boolean;
}

export type PendingRefusal = Refusal<"pending_token_invalid" | "too_many_attempts", Record<never, never>>;

/** The sign-in that a caller holds the pending token of, and its person. */
export function pendingOf({
  tx,
  principal,
}: {
  readonly tx: StepContext["tx"];
  readonly principal: Principal;
}): Ok<{ readonly pending: PendingSignInRow; readonly user: UserRow }> | PendingRefusal {
  const pending = principal.kind === "pending" ? tx.pendingSignIns.get(principal.signInId) : undefined;
  const user = pending && tx.users.get(pending.userId);
  if (!pending || !user || pending.takenAt !== null) return refuse("pending_token_invalid");
  return hasEnded(pending) ? refuse("too_many_attempts") : ok({ pending, user });
}

/**
 * Takes a step of a sign-in that waits, and then goes as far as it goes. Whether the sign-in may go on is judged anew;
 * a step that was taken is not taken again.
 *
 * @param take judges the step
 */
export function advance<Refused extends Refusal>(
  context: StepContext & { readonly principal: Principal },
  take: (pending: PendingSignInRow, user: UserRow) => Ok<TakenStep> | Refused,
): Ok<SignInProgress> | SignInRefusal | PendingRefusal | Refused {
  const { tx } = context;
  const held = pendingOf(context);
  if (!held.ok) return held;
  const { pending, user } = held.value;
  const taken = take(pending, user);
  if (!taken.ok) return taken;
  const { method, failures, rememberDevice, ticketId } = pending;
  const progress = proceed(context, { method, failures, rememberDevice, ticketId, ...taken.value });
  if (progress.ok) tx.pendingSignIns.update(pending.id, { takenAt: tx.now });
  return progress;
}
