import type { Mutant } from "../mutant.ts";

const create = "packages/mock/src/domain/invitations/create.ts";
const tests: readonly string[] = ["packages/mock/test/operations/invitations"];

/** Invitations. */
export const invitations: readonly Mutant[] = [
  {
    id: "revoked-invitation-accepted",
    breaks: "An invitation that was taken back can be accepted.",
    file: "packages/mock/src/domain/invitations/accept.ts",
    find: `if (invitation.status === "revoked" || organization.status !== "active") return refuse("invitation_revoked");`,
    replace: `if (organization.status !== "active") return refuse("invitation_revoked");`,
    tests,
  },
  {
    id: "inviter-not-asked-again",
    breaks: "An invitation gives a role that whoever invited could not give any more.",
    file: "packages/mock/src/domain/invitations/inviter.ts",
    find: `return membershipGrants(read, membership, "members:invite") && mayAssign(levelOf(membership.role), role);`,
    replace: "return true;",
    tests,
  },
  {
    id: "old-link-works-after-resend",
    breaks: "The link that was sent before works beside the new one.",
    file: "packages/mock/src/domain/invitations/change.ts",
    find: "revokeToken(tx, row.tokenId);",
    replace: "",
    tests,
  },
  {
    id: "invited-twice",
    breaks: "An address can be invited while an invitation waits for it.",
    file: create,
    find: `if (earlier && isOpen(earlier, tx.now)) return refuse("invitation_pending");`,
    replace: "",
    tests,
  },
  {
    id: "invited-above-inviter",
    breaks: "Somebody invites to a role above the own.",
    file: create,
    find: `if (!mayAssign(level, role)) return refuse("role_above_actor");`,
    replace: "",
    tests,
  },
  {
    id: "invitation-redirects-anywhere",
    breaks: "The link of an invitation can lead to an address that the environment does not know.",
    file: create,
    find: "if (values.redirectUrl !== undefined && !isRedirectAllowed(environment, values.redirectUrl))",
    replace: "if (values.redirectUrl === null)",
    tests,
  },
  {
    id: "invitation-of-another-organization",
    breaks: "An invitation of another organization can be read and changed.",
    file: "packages/mock/src/domain/invitations/invitation.ts",
    find: "return row?.organizationId === organization.id ? row : undefined;",
    replace: "return row;",
    tests,
  },
  {
    id: "invitation-event-omitted",
    breaks: "An invitation is made and no event says so.",
    file: create,
    find: `emit("invitation.created", invitationFacts(row, tx.now));`,
    replace: "",
    tests,
  },
];
