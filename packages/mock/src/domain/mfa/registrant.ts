import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { Principal, SignedIn } from "../../principal.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import { touchSession } from "../sessions/session.ts";
import type { UserRow } from "../users/table.ts";
import { proofOptions } from "./factors.ts";
import type { SecondFactor } from "./second-factor.ts";

/** The call of somebody who sets up a factor; the context of `decide` has it all. */
interface RegistrationCall {
  readonly tx: MockTransaction;
  readonly environment: EnvironmentRow;
  readonly principal: Principal;
  readonly signedIn: SignedIn | undefined;
}

/** Who sets up a factor. */
export interface Registrant {
  readonly user: UserRow;
  /** The session or the pending sign-in that does it. */
  readonly holder: string;
  /** Null for a pending sign-in. */
  readonly sessionId: string | null;
  /** What the session or the pending sign-in has proved so far (`amr`). */
  readonly authenticationMethods: readonly string[];
  readonly secondFactors: readonly SecondFactor[];
  /** Whether the person has no factor yet that could be asked for. */
  readonly isFirst: boolean;
}

export type RegistrantRefusal = Refusal<"pending_token_invalid", Record<never, never> | { detail: string }> | Refusal<"permission_denied", { detail: string }>;

/** Who sets up a factor: the caller, or the person of a sign-in that waits for just that. */
export function registrantOf({ tx, environment, principal, signedIn }: RegistrationCall): Ok<Registrant> | RegistrantRefusal {
  const isFirstOf = (userId: string): boolean => proofOptions(tx, environment, userId).length === 0;
  if (signedIn) {
    const { user, session } = signedIn;
    const { id, authenticationMethods, secondFactors } = session;
    return ok({ user, holder: id, sessionId: id, authenticationMethods, secondFactors, isFirst: isFirstOf(user.id) });
  }
  const pending = principal.kind === "pending" ? tx.pendingSignIns.get(principal.signInId) : undefined;
  if (!pending || pending.takenAt !== null) return refuse("pending_token_invalid");
  // Whoever waits for another step has not proved enough yet to add a factor.
  if (pending.step !== "mfa_enrollment") return refuse("permission_denied", { detail: "This sign-in does not wait for a second factor to be set up." });
  const { id, userId, authenticationMethods, secondFactors } = pending;
  const isFirst = isFirstOf(userId);
  // It waits because the person had no factor. Who has the password alone must not add one to those that she has by now.
  if (!isFirst && secondFactors.length === 0)
    return refuse("pending_token_invalid", { detail: "The person has a second factor by now, so this sign-in sets none up. Go on with `continueSignIn`." });
  return ok({ user: tx.users.require(userId), holder: id, sessionId: null, authenticationMethods, secondFactors, isFirst });
}

/**
 * A factor that was just set up was proved with it: that counts for the session, or the sign-in, which did it. Only people
 * who had none get this far with one factor, and only for them it is the proof that changing factors asks for.
 *
 * @param proved what setting it up proved (`amr`), and as which second factor; null where it can be none
 */
export function creditRegistrant(
  { tx, principal, signedIn }: RegistrationCall,
  { authenticationMethods, secondFactors, isFirst }: Registrant,
  proved: { readonly methods: readonly string[]; readonly secondFactor: SecondFactor | null },
): void {
  const added = proved.secondFactor === null ? [] : [proved.secondFactor];
  const credited = {
    authenticationMethods: [...new Set([...authenticationMethods, ...proved.methods, ...(added.length > 0 ? ["mfa"] : [])])],
    secondFactors: [...new Set([...secondFactors, ...added])],
  };
  const proof = isFirst && added.length > 0 ? { secondFactorAt: formatTimestamp(tx.now) } : {};
  if (signedIn) touchSession(tx, signedIn.session, { ...credited, ...proof });
  if (principal.kind === "pending") tx.pendingSignIns.update(principal.signInId, credited);
}
