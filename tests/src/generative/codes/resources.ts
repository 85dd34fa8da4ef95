import { fillLog } from "../../../../packages/mock/test/audit-rows.ts";
import { repeated, signIn, type Provocations } from "./provocation.ts";

/** Codes of the rules of people, organizations, roles, teams, keys and logs. */
export const resources: Provocations = {
  email_taken: ({ world, users: { nina } }) => world.outcome("createUser", { email: nina.email }),
  external_id_taken: async ({ world }) => {
    await world.ask("createUser", { email: "one@acme.test", externalId: "crm-1" });
    return world.outcome("createUser", { email: "two@acme.test", externalId: "crm-1" });
  },
  user_not_banned: ({ world, users: { nina } }) => world.outcome("unbanUser", { userId: nina.id }),
  batch_too_large: ({ world }) => world.outcome("importUsers", { users: Array.from({ length: 101 }, (_, index) => ({ email: `u${index}@acme.test` })) }),
  slug_taken: ({ world, acme }) => repeated(2, () => world.outcome("createTeam", { orgId: acme, name: "Design", slug: "design" })),
  organization_pending_deletion: ({ world, initech, people }) => world.outcome("deleteOrganization", { orgId: initech }, { as: people.peter.accessToken }),
  organization_not_pending_deletion: ({ world, acme, people }) => world.outcome("restoreOrganization", { orgId: acme }, { as: people.ada.accessToken }),
  sole_owner: async (ground) => {
    const { world, globex, users } = ground;
    return world.outcome("leaveOrganization", { orgId: globex }, { as: await signIn(ground, users.olga, globex) });
  },
  member_not_found: ({ world, acme, users: { nina }, people }) =>
    world.outcome("transferOwnership", { orgId: acme, userId: nina.id }, { as: people.ada.accessToken }),
  member_not_suspended: ({ world, acme, people }) => world.outcome("restoreMember", { orgId: acme, userId: people.mia.id }),
  cannot_act_on_higher_role: async (ground) => {
    const { world, acme, users, people } = ground;
    return world.outcome("removeMember", { orgId: acme, userId: people.ada.id }, { as: await signIn(ground, users.grace) });
  },
  role_above_actor: async (ground) => {
    const { world, acme, users, people } = ground;
    return world.outcome("updateMember", { orgId: acme, userId: people.mia.id, role: "owner" }, { as: await signIn(ground, users.grace) });
  },
  already_member: ({ world, acme, people }) => world.outcome("createInvitation", { email: people.bob.email }, { organization: acme }),
  invitation_pending: ({ world, acme }) => world.outcome("createInvitation", { email: "new@acme.test" }, { organization: acme }),
  invitation_not_pending: async ({ world, acme, invitation }) => {
    await world.ask("revokeInvitation", { invitationId: invitation.id }, { organization: acme });
    return world.outcome("resendInvitation", { invitationId: invitation.id }, { organization: acme });
  },
  invitation_revoked: async ({ world, acme, invitation }) => {
    await world.ask("revokeInvitation", { invitationId: invitation.id }, { organization: acme });
    return world.outcome("validateInvitation", { token: invitation.token }, { as: null });
  },
  invitation_expired: async ({ world, invitation }) => {
    await world.mock.clock.advance("8d");
    return world.outcome("validateInvitation", { token: invitation.token }, { as: null });
  },
  email_mismatch: ({ world, invitation, people }) => world.outcome("acceptInvitation", { token: invitation.token }, { as: people.bob.accessToken }),
  inviter_not_allowed: async (ground) => {
    const { world, acme, users } = ground;
    await world.ask("createInvitation", { email: "late@acme.test" }, { organization: acme, as: await signIn(ground, users.grace) });
    await world.ask("updateMember", { orgId: acme, userId: users.grace.id, role: "viewer" });
    return world.outcome("acceptInvitation", { token: world.mail("late@acme.test", "invitation").token, password: "staple battery horse" }, { as: null });
  },
  permission_above_actor: async (ground) => {
    const { world, users } = ground;
    return world.outcome("createRole", { name: "Boss", permissions: ["org:delete"] }, { as: await signIn(ground, users.grace) });
  },
  policy_invalid: ({ world, acme }) =>
    world.outcome("createPolicy", { name: "Wrong", document: { effect: "deny", actions: [], resources: ["*"] } }, { organization: acme }),
  input_invalid: ({ world, acme }) => world.outcome("evaluatePolicies", { action: "no spaces", resource: { type: "document" } }, { organization: acme }),
  version_not_found: ({ world, acme, policyId }) => world.outcome("rollbackPolicy", { policyId, version: 9 }, { organization: acme }),
  system_role_immutable: ({ world, acme }) => world.outcome("deleteRole", { roleId: "admin" }, { organization: acme }),
  system_role_required: async ({ world, acme, people }) => {
    await world.ask("updateMember", { orgId: acme, userId: people.mia.id, role: "viewer" });
    return world.outcome("unassignRole", { roleId: "viewer", userId: people.mia.id }, { organization: acme });
  },
  role_in_use: ({ world, acme, editor }) => world.outcome("deleteRole", { roleId: editor }, { organization: acme }),
  already_assigned: ({ world, acme, editor, people }) => world.outcome("assignRole", { roleId: editor, userId: people.bob.id }, { organization: acme }),
  team_cycle: ({ world, acme, teams }) => world.outcome("updateTeam", { orgId: acme, teamId: teams.engineering, parentTeamId: teams.platform }),
  team_not_empty: ({ world, acme, teams }) => world.outcome("deleteTeam", { orgId: acme, teamId: teams.engineering }),
  template_invalid: ({ world, acme }) =>
    world.outcome("setEmailTemplate", { orgId: acme, key: "invitation", subject: "{{ noSuchVariable }}", text: null, html: null }),
  range_too_large: ({ world, acme }) => rangeOutcome(world, acme),
  export_in_progress: async ({ world, acme }) => {
    await fillLog(world.mock, acme, 10_001);
    return repeated(2, () => world.outcome("exportAuditLogs", { format: "json" }, { organization: acme }));
  },
  export_too_large: async ({ world, acme }) => {
    await fillLog(world.mock, acme, 100_001);
    return world.outcome("exportAuditLogs", { format: "json" }, { organization: acme });
  },
  export_expired: async ({ world, acme, exportId }) => {
    await world.mock.clock.advance("2d");
    return world.outcome("getAuditExport", { exportId }, { organization: acme });
  },
  legal_hold: async ({ world, acme }) => {
    await world.ask("setAuditRetention", { legalHold: { reason: "a lawsuit" } }, { organization: acme });
    return world.outcome("cleanupAuditLogs", {}, { organization: acme });
  },
};

async function rangeOutcome({ mock }: Parameters<Provocations[string]>[0]["world"], organization: string): Promise<string> {
  const query = new URLSearchParams({ "occurredAt[gte]": "2020-01-01T00:00:00.000Z", "occurredAt[lte]": "2029-01-01T00:00:00.000Z" });
  const response = await mock.fetch(`${mock.baseUrl}/v1/audit-logs/stats?${query.toString()}`, {
    headers: { authorization: `Bearer ${mock.keys.secretKey}`, "plinto-organization": organization },
  });
  return `${response.status} ${((await response.json()) as { readonly code: string }).code}`;
}
