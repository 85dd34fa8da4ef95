import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { OrganizationRole } from "../members/table.ts";
import { issueToken, revokeToken, useToken } from "../tokens/one-time-token.ts";
import { sendInvitation, type InviteContext } from "./create.ts";
import { cancelExpiry, scheduleExpiry } from "./expiry.ts";
import { touchInvitation } from "./invitation.ts";
import { invitationFacts } from "./render.ts";
import type { InvitationRow, Inviter } from "./table.ts";

/** Sends a new link and starts its time anew. The old link is worth nothing from now on. */
export function resend(context: InviteContext, row: InvitationRow): InvitationRow {
  const { tx, emit } = context;
  revokeToken(tx, row.tokenId);
  const lifeMs = row.lifeSeconds * 1000;
  const issued = issueToken(tx, {
    purpose: "invitation",
    userId: null,
    email: row.email,
    ttlMs: lifeMs,
    data: { invitationId: row.id, organizationId: row.organizationId },
    grants: [row.role, row.inviter.kind, row.inviter.id],
    keepOlder: true,
  });
  const resent = touchInvitation(tx, row, { tokenId: issued.row.id, sentAt: formatTimestamp(tx.now), expiresAt: formatTimestamp(tx.now + lifeMs) });
  scheduleExpiry(tx, resent);
  emit("invitation.resent", invitationFacts(resent, tx.now));
  sendInvitation(context, resent, issued.token);
  return resent;
}

/** What changes about a pending invitation. */
export interface InvitationChange {
  readonly role?: OrganizationRole;
  /** The end, in milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** Changes role or time. Whoever sets the role answers for it when somebody accepts; the link stays the same. */
export function change({ tx, emit }: InviteContext, row: InvitationRow, inviter: Inviter, values: InvitationChange): InvitationRow {
  const expiresAt = values.expiresAt ?? parseTimestamp(row.expiresAt);
  const role = values.role ?? row.role;
  const changed = touchInvitation(tx, row, { role, expiresAt: formatTimestamp(expiresAt), ...(role === row.role ? {} : { inviter }) });
  tx.oneTimeTokens.update(row.tokenId, { expiresAt });
  scheduleExpiry(tx, changed);
  const changes = {
    ...(changed.role === row.role ? {} : { role: { before: row.role, after: changed.role } }),
    ...(changed.expiresAt === row.expiresAt ? {} : { expiresAt: { before: row.expiresAt, after: changed.expiresAt } }),
  };
  emit("invitation.updated", invitationFacts(changed, tx.now, changes));
  return changed;
}

/** Takes an invitation back. Its token is told apart from an unknown one, so that its holder learns what happened. */
export function revoke({ tx, emit }: InviteContext, row: InvitationRow): InvitationRow {
  cancelExpiry(tx, row);
  const revoked = touchInvitation(tx, row, { status: "revoked" });
  emit("invitation.revoked", invitationFacts(revoked, tx.now));
  return revoked;
}

/** Ends an invitation for the person who got it. */
export function decline({ tx, emit }: Pick<InviteContext, "tx" | "emit">, row: InvitationRow): InvitationRow {
  const token = tx.oneTimeTokens.get(row.tokenId);
  if (token) useToken(tx, token);
  cancelExpiry(tx, row);
  const declined = touchInvitation(tx, row, { status: "declined" });
  emit("invitation.declined", invitationFacts(declined, tx.now));
  return declined;
}
