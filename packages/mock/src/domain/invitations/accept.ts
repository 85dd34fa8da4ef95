import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { addMember } from "../members/membership.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { readToken, useToken } from "../tokens/one-time-token.ts";
import type { OneTimeTokenRow } from "../tokens/table.ts";
import type { UserRow } from "../users/table.ts";
import { emailKey } from "../users/user.ts";
import { cancelExpiry } from "./expiry.ts";
import { isOpen, touchInvitation } from "./invitation.ts";
import { mayStillGive } from "./inviter.ts";
import { invitationFacts } from "./render.ts";
import type { InvitationRow } from "./table.ts";

/** What an invitation's token leads to. */
export interface OpenInvitation {
  readonly token: OneTimeTokenRow;
  readonly invitation: InvitationRow;
  readonly organization: OrganizationRow;
}

export type InvitationTokenRefusal = Refusal<"token_invalid" | "token_used" | "invitation_expired" | "invitation_revoked", Record<never, never>>;

/** The invitation that a token opens, if it can still be accepted. That of a closed organization counts as taken back. */
export function readInvitationToken(read: MockReaders, token: string, now: number): Ok<OpenInvitation> | InvitationTokenRefusal {
  const found = readToken(read, "invitation", token, now);
  if (!found.ok) return found.code === "token_expired" ? refuse("invitation_expired") : refuse(found.code);
  const invitation = invitationOfToken(read, found.value);
  const organization = invitation && read.organizations.get(invitation.organizationId);
  if (!invitation || !organization) return refuse("token_invalid");
  if (invitation.status === "revoked" || organization.status !== "active") return refuse("invitation_revoked");
  if (!isOpen(invitation, now)) return refuse("invitation_expired");
  return ok({ token: found.value, invitation, organization });
}

/**
 * The invitation that a token opens for an address, if whoever invited may still give the role. To be asked before an
 * account is made for it: a refusal after that would leave the account behind.
 */
export function openInvitationFor(
  read: MockReaders,
  token: string,
  email: string,
  now: number,
): Ok<OpenInvitation> | InvitationTokenRefusal | Refusal<"email_mismatch" | "inviter_not_allowed", Record<never, never>> {
  const opened = readInvitationToken(read, token, now);
  if (!opened.ok) return opened;
  const { invitation } = opened.value;
  if (invitation.emailKey !== emailKey(email)) return refuse("email_mismatch");
  return mayStillGive(read, invitation.organizationId, invitation.inviter, invitation.role, now) ? opened : refuse("inviter_not_allowed");
}

/** A person who has joined. */
export interface Accepted {
  readonly organization: OrganizationRow;
  readonly membership: MembershipRow;
}

export type AcceptRefusal = InvitationTokenRefusal | Refusal<"email_mismatch" | "inviter_not_allowed" | "already_member", Record<never, never>>;

/**
 * Makes a person a member by an invitation's token and uses the token up. Nothing is written when it refuses.
 *
 * The address must be that of the invitation; whoever calls has made sure that the person is the one who holds it.
 */
export function acceptInvitationFor(tx: MockTransaction, emit: Emit, tokenRow: OneTimeTokenRow, user: UserRow): Ok<Accepted> | AcceptRefusal {
  const invitation = invitationOfToken(tx, tokenRow);
  const organization = invitation && tx.organizations.get(invitation.organizationId);
  if (!invitation || !organization) return refuse("token_invalid");
  if (invitation.emailKey !== user.emailKey) return refuse("email_mismatch");
  if (tx.memberships.find("membership", [organization.id, user.id])) return refuse("already_member");
  if (!mayStillGive(tx, organization.id, invitation.inviter, invitation.role, tx.now)) return refuse("inviter_not_allowed");
  useToken(tx, tokenRow);
  cancelExpiry(tx, invitation);
  const accepted = touchInvitation(tx, invitation, { status: "accepted", acceptedByUserId: user.id, acceptedAt: formatTimestamp(tx.now) });
  emit("invitation.accepted", invitationFacts(accepted, tx.now));
  const membership = addMember(tx, emit, organization.id, user, invitation.role);
  return ok({ organization, membership });
}

function invitationOfToken(read: MockReaders, token: OneTimeTokenRow): InvitationRow | undefined {
  const id = token.data["invitationId"];
  return typeof id === "string" ? read.invitations.get(id) : undefined;
}
