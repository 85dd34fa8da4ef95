import { refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import { claimAddress } from "../auth/claim-address.ts";
import { authFacts } from "../auth/facts.ts";
import { makeAccount } from "../auth/make-account.ts";
import { proceed, signInRefusal, type SignInAttempt, type SignInProgress, type SignInRefusal, type StepContext } from "../auth/sign-in-steps.ts";
import { domainMaySignUp } from "../environment/sign-up-domains.ts";
import { openInvitationFor, type AcceptRefusal } from "../invitations/accept.ts";
import type { UserRow } from "../users/table.ts";
import { emailKey } from "../users/user.ts";
import { findIdentity, linkIdentity } from "./link.ts";
import type { OAuthTicketRow } from "./table.ts";

/** What having been at a provider proves (`amr`, RFC 8176). */
const authenticationMethods: readonly string[] = ["fed"];

export type SocialRefusal =
  | SignInRefusal
  | AcceptRefusal
  | Refusal<"account_link_required" | "email_taken" | "sign_up_disabled" | "domain_not_allowed", Record<never, never> | { readonly detail: string }>;

/**
 * Signs in whoever a provider says it is. Only an address that the provider vouches for leads to an account that is
 * there already: anybody can open an account elsewhere under somebody's address.
 */
export function signInWith(context: StepContext, ticket: OAuthTicketRow, invitationToken: string | undefined): Ok<SignInProgress> | SocialRefusal {
  const { tx } = context;
  const { provider, profile } = ticket;
  const linked = findIdentity(tx, provider, profile);
  const owner = linked && tx.users.get(linked.userId);
  const holder = profile.email === null ? undefined : tx.users.find("email", emailKey(profile.email));
  const person = owner ?? (profile.emailVerified ? holder : undefined);
  if (person && invitationToken !== undefined) {
    const detail = "There is an account already. Sign in without `invitationToken`, then accept the invitation.";
    return failed(context, person, provider, refuse("email_taken", { detail }));
  }
  if (person) return enter(context, ticket, person);
  if (holder || profile.email === null) {
    const detail = holder ? "The provider does not vouch for the address, which belongs to an account." : "The provider told no address.";
    return failed(context, holder, provider, refuse("account_link_required", { detail: `${detail} Sign in as before, then link.` }));
  }
  return signUpWith(context, ticket, profile.email, invitationToken);
}

/** Signs a person in who has an account. What she signed in with is linked when the sign-in is complete. */
function enter(context: StepContext, ticket: OAuthTicketRow, user: UserRow): Ok<SignInProgress> | SignInRefusal {
  const { tx, emit } = context;
  const { provider, profile } = ticket;
  const attempt = attemptOf(ticket, user, ticket.organizationId);
  const refusal = signInRefusal(context, attempt);
  if (refusal) return failed(context, user, provider, refusal);
  const hasProvedAddress = profile.emailVerified && profile.email !== null && emailKey(profile.email) === user.emailKey;
  const proved = hasProvedAddress ? claimAddress(tx, emit, user, provider, findIdentity(tx, provider, profile)?.id) : user;
  return proceed(context, { ...attempt, user: proved });
}

/** Makes an account, where somebody may have one, and signs in. */
function signUpWith(context: StepContext, ticket: OAuthTicketRow, email: string, invitationToken: string | undefined): Ok<SignInProgress> | SocialRefusal {
  const { tx, emit, environment } = context;
  const { provider, profile } = ticket;
  const open = invitationToken === undefined ? undefined : openInvitationFor(tx, invitationToken, email, tx.now);
  if (open?.ok === false) return failed(context, undefined, provider, open);
  if (!open && !environment.signUp.enabled) return failed(context, undefined, provider, refuse("sign_up_disabled"));
  if (!open && !domainMaySignUp(environment, email)) return failed(context, undefined, provider, refuse("domain_not_allowed"));
  // Whoever is new is a member of nothing but what the invitation is to.
  if (!open && ticket.organizationId !== null) return failed(context, undefined, provider, refuse("not_found"));
  const made = makeAccount(context, {
    values: { email, emailVerified: profile.emailVerified, name: profile.name, avatarUrl: profile.avatarUrl },
    method: provider,
    authenticationMethods,
    invitation: open?.value,
    begin: (user) => void linkIdentity(tx, emit, user, provider, profile),
  });
  if (!made.ok) return failed(context, undefined, provider, made);
  const { user, joined } = made.value;
  return proceed(context, attemptOf(ticket, user, joined?.organization.id ?? null));
}

function attemptOf(ticket: OAuthTicketRow, user: UserRow, organizationId: string | null): SignInAttempt {
  return { user, method: ticket.provider, authenticationMethods, organizationId, ticketId: ticket.id };
}

function failed<Refused extends Refusal>({ emit }: StepContext, user: UserRow | undefined, method: string, refusal: Refused): Refused {
  emit("auth.sign_in_failed", authFacts({ userId: user?.id ?? null, method }));
  return refusal;
}
