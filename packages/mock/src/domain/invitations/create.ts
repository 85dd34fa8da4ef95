import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import { isRedirectAllowed, linkWithToken } from "../environment/redirect-url.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import { sendEmail } from "../email/send.ts";
import type { Emit } from "../events/emit.ts";
import { mayAssign } from "../members/authority.ts";
import type { OrganizationRole } from "../members/table.ts";
import { planLimit } from "../organizations/plan.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { issueToken } from "../tokens/one-time-token.ts";
import { emailKey } from "../users/user.ts";
import { seatsTaken } from "./count.ts";
import { expireInvitation, scheduleExpiry } from "./expiry.ts";
import { isOpen } from "./invitation.ts";
import { invitationFacts } from "./render.ts";
import type { InvitationRow, Inviter } from "./table.ts";

/** What an invitation needs to know of the call. */
export interface InviteContext {
  readonly tx: MockTransaction;
  readonly environment: EnvironmentRow;
  readonly organization: OrganizationRow | undefined;
  /** The level of whoever invites. */
  readonly level: number;
  /** Whether limits of the plan refuse, or only count. */
  readonly limits: "count" | "enforce";
  readonly request: { readonly baseUrl: string };
  emit: Emit;
}

/** Who is invited to what. */
export interface NewInvitation {
  readonly email: string;
  readonly role?: OrganizationRole;
  readonly message?: string;
  readonly expiresInSeconds?: number;
  readonly redirectUrl?: string;
}

export type InviteRefusal =
  | Refusal<"already_member" | "invitation_pending" | "role_above_actor", Record<never, never>>
  | Refusal<"limit_exceeded", { detail: string; limit: string; maximum: number }>
  | Refusal<"redirect_uri_not_allowed", { detail: string }>;

/** Invites an address to the organization of the call and sends the link. */
export function invite(context: InviteContext, inviter: Inviter, values: NewInvitation): Ok<InvitationRow> | InviteRefusal {
  const { tx, environment, level, emit } = context;
  const organization = context.organization!;
  const key = emailKey(values.email);
  const role = values.role ?? organization.settings.defaultRole;
  if (!mayAssign(level, role)) return refuse("role_above_actor");
  if (values.redirectUrl !== undefined && !isRedirectAllowed(environment, values.redirectUrl))
    return refuse("redirect_uri_not_allowed", { detail: "redirectUrl is none of the environment's redirectUrls." });
  const person = tx.users.find("email", key);
  if (person && tx.memberships.find("membership", [organization.id, person.id])) return refuse("already_member");
  const earlier = tx.invitations.find("pending", [organization.id, key]);
  if (earlier && isOpen(earlier, tx.now)) return refuse("invitation_pending");
  if (earlier) expireInvitation(tx, emit, earlier);
  const maximum = planLimit(organization, "members");
  if (context.limits === "enforce" && maximum !== null && seatsTaken(tx, organization.id, tx.now) >= maximum) {
    return refuse("limit_exceeded", {
      detail: `The plan ${organization.plan} has room for ${maximum} members and pending invitations.`,
      limit: "members",
      maximum,
    });
  }
  const lifeSeconds = values.expiresInSeconds ?? organization.settings.invitationExpiresInSeconds;
  const id = tx.id("inv");
  const issued = issueToken(tx, {
    purpose: "invitation",
    userId: null,
    email: values.email,
    ttlMs: lifeSeconds * 1000,
    data: { invitationId: id, organizationId: organization.id },
    grants: [role, inviter.kind, inviter.id],
    keepOlder: true,
  });
  const now = formatTimestamp(tx.now);
  const row = tx.invitations.insert({
    id,
    organizationId: organization.id,
    email: values.email,
    emailKey: key,
    role,
    status: "pending",
    invitedByUserId: inviter.kind === "user" ? inviter.id : null,
    inviter,
    message: values.message ?? null,
    acceptedByUserId: null,
    tokenId: issued.row.id,
    redirectUrl: values.redirectUrl ?? null,
    lifeSeconds,
    sentAt: now,
    expiresAt: formatTimestamp(tx.now + lifeSeconds * 1000),
    acceptedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  scheduleExpiry(tx, row);
  emit("invitation.created", invitationFacts(row, tx.now));
  sendInvitation(context, row, issued.token);
  return ok(row);
}

/** Sends the link of an invitation. */
export function sendInvitation(context: InviteContext, row: InvitationRow, token: string): void {
  const { tx, environment, emit, request } = context;
  const organization = context.organization!;
  const link = linkWithToken(environment, row.redirectUrl, request.baseUrl, token);
  const inviter = row.invitedByUserId === null ? undefined : tx.users.get(row.invitedByUserId);
  sendEmail(tx, emit, {
    kind: "invitation",
    to: row.email,
    // Whether the address has an account is not for the organization to know before the person joins.
    recipientUserId: null,
    organization,
    variables: {
      organization: organization.name,
      inviter: inviter?.name ?? organization.settings.branding.senderName ?? organization.name,
      role: row.role,
      message: row.message ?? "",
      link,
    },
    lifeMs: row.lifeSeconds * 1000,
    link,
    token,
  });
}
