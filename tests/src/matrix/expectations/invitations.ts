import type { Permission } from "@plinto/spec";
import type { Target } from "../callers.ts";
import { expected, type Expectation } from "../expectation.ts";
import { anybody, closed, oneself, walls } from "./fragments.ts";

/** What is for owners and admins, and for keys with the permission. */
function administration(permission: Permission, outcome: string, about: Readonly<Partial<Record<Target, string>>> = {}): Expectation {
  return expected(permission, [closed, walls, `owner admin granted acting stale environment key: ${outcome}; member viewer: 403 permission_denied`], about);
}

const foreign = "owner admin granted environment key: 404 not_found; member: 403 permission_denied";
/** Without an organization. A key of an organization means its own. */
function anywhere(outcome: string): string {
  return `environment owner admin member: 400 organization_required; key: ${outcome}`;
}
/** To a role that only an owner gives; a key is nobody, so it makes no owner. */
function above(outcome: string): string {
  return `owner environment: ${outcome}; admin granted key: 403 role_above_actor; member: 403 permission_denied`;
}

export const invitations = {
  createInvitation: administration("members:invite", "201", { above: above("201"), anywhere: anywhere("201") }),
  listInvitations: administration("invitations:read", "200", { anywhere: anywhere("200") }),
  createInvitationsBulk: administration("members:invite", "207"),
  getInvitation: administration("invitations:read", "200", { foreign, anywhere: anywhere("200") }),
  updateInvitation: administration("members:invite", "200", { above: above("200"), foreign }),
  revokeInvitation: administration("members:invite", "204", { foreign }),
  resendInvitation: administration("members:invite", "202", { foreign }),
  validateInvitation: expected(null, anybody("200")),
  validateInvitationLink: expected(null, anybody("200")),
  acceptInvitation: expected(null, anybody("200")),
  declineInvitation: expected(null, anybody("204")),
  cleanupInvitations: expected("invitations:manage", [
    closed,
    "environment superAdmin owner granted acting stale key: 200; admin member viewer narrowKey pending: 403 permission_denied",
    "stranger outsider foreignKey: 404 not_found; suspended: 403 member_suspended",
  ]),
  listMyInvitations: expected(null, oneself("200")),
};
