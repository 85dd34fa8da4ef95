import type { Permission } from "@plinto/spec";
import { expected, type Expectation } from "../expectation.ts";
import { anybody, closed, oneself, walls } from "./fragments.ts";

/** What is for owners and admins, and for keys with the permission. */
function administration(permission: Permission, outcome: string): Expectation {
  return expected(permission, [closed, walls, `owner admin acting stale environment key: ${outcome}; member viewer: 403 permission_denied`]);
}

export const invitations = {
  createInvitation: administration("members:invite", "201"),
  listInvitations: administration("invitations:read", "200"),
  createInvitationsBulk: administration("members:invite", "207"),
  getInvitation: administration("invitations:read", "200"),
  updateInvitation: administration("members:invite", "200"),
  revokeInvitation: administration("members:invite", "204"),
  resendInvitation: administration("members:invite", "202"),
  validateInvitation: expected(null, anybody("200")),
  validateInvitationLink: expected(null, anybody("200")),
  acceptInvitation: expected(null, anybody("200")),
  declineInvitation: expected(null, anybody("204")),
  cleanupInvitations: expected("invitations:manage", [
    closed,
    "environment superAdmin owner acting stale key: 200; admin member viewer narrowKey pending: 403 permission_denied",
    "stranger outsider foreignKey: 404 not_found; suspended: 403 member_suspended",
  ]),
  listMyInvitations: expected(null, oneself("200")),
};
