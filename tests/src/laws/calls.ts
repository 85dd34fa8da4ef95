import type { Choices } from "./choices.ts";
import type { Call } from "./town.ts";

type Request = Omit<Call, "operation" | "caller">;

const get = (path: string, organization?: string): Request => ({ method: "GET", path, ...(organization === undefined ? {} : { organization }) });
const write = (method: string, path: string, body?: unknown, organization?: string): Request => ({
  method,
  path,
  ...(body === undefined ? {} : { body }),
  ...(organization === undefined ? {} : { organization }),
});

/** How each operation is called. Which is legal for whom is not said here: that is what the laws are about. */
const requests = {
  createOrganization: ({ caller, word, person }) =>
    write("POST", "/v1/organizations", { name: word, ...(caller === "environment" ? { ownerUserId: person } : {}) }),
  listMyOrganizations: () => get("/v1/organizations"),
  getOrganization: ({ org }) => get(`/v1/organizations/${org}`),
  updateOrganization: ({ org, word }) => write("PATCH", `/v1/organizations/${org}`, { name: word }),
  deleteOrganization: ({ org }) => write("DELETE", `/v1/organizations/${org}`),
  restoreOrganization: ({ org }) => write("POST", `/v1/organizations/${org}/restore`),
  getOrganizationStats: ({ org }) => get(`/v1/organizations/${org}/stats`),
  getOrganizationSettings: ({ org }) => get(`/v1/organizations/${org}/settings`),
  updateOrganizationSettings: ({ org, role }) => write("PATCH", `/v1/organizations/${org}/settings`, { defaultRole: role, invitationExpiresInSeconds: 86_400 }),
  getOrganizationLimits: ({ org }) => get(`/v1/organizations/${org}/limits`),
  transferOwnership: ({ org, person }) => write("POST", `/v1/organizations/${org}/transfer`, { userId: person }),
  leaveOrganization: ({ org }) => write("POST", `/v1/organizations/${org}/leave`),
  listMembers: ({ org }) => get(`/v1/organizations/${org}/members?sort=name`),
  searchMembers: ({ org, email }) => get(`/v1/organizations/${org}/members?q=${encodeURIComponent(email)}`),
  getMember: ({ org, person }) => get(`/v1/organizations/${org}/members/${person}`),
  updateMember: ({ org, person, role }) => write("PATCH", `/v1/organizations/${org}/members/${person}`, { role }),
  removeMember: ({ org, person }) => write("DELETE", `/v1/organizations/${org}/members/${person}`),
  suspendMember: ({ org, person, word }) => write("POST", `/v1/organizations/${org}/members/${person}/suspend`, { reason: word }),
  restoreMember: ({ org, person }) => write("POST", `/v1/organizations/${org}/members/${person}/restore`),
  inviteMember: ({ org, email, role }) => write("POST", `/v1/organizations/${org}/invite`, { email, role }),
  listInvitations: ({ org }) => get("/v1/invitations", org),
  createInvitation: ({ org, email, role }) => write("POST", "/v1/invitations", { email, role }, org),
  createInvitationsBulk: ({ org, email, role }) =>
    write(
      "POST",
      "/v1/invitations/bulk",
      {
        invitations: [
          { email, role },
          { email: "bulk@elsewhere.test", role },
        ],
      },
      org,
    ),
  getInvitation: ({ org, invitation }) => get(`/v1/invitations/${invitation}`, org),
  updateInvitation: ({ org, invitation, role }) => write("PATCH", `/v1/invitations/${invitation}`, { role }, org),
  revokeInvitation: ({ org, invitation }) => write("DELETE", `/v1/invitations/${invitation}`, undefined, org),
  resendInvitation: ({ org, invitation }) => write("POST", `/v1/invitations/${invitation}/resend`, undefined, org),
  cleanupInvitations: ({ org }) => write("POST", "/v1/invitations/cleanup", undefined, org),
  listMyInvitations: () => get("/v1/users/me/invitations"),
  validateInvitation: ({ token }) => write("POST", "/v1/invitations/validate", { token }),
  acceptInvitation: ({ token, word }) => write("POST", "/v1/invitations/accept", { token, name: word, password: "plinto-demo" }),
  declineInvitation: ({ token }) => write("POST", "/v1/invitations/decline", { token }),
  getMe: () => get("/v1/users/me"),
  updateMe: ({ word }) => write("PATCH", "/v1/users/me", { name: word }),
  listUsers: ({ org }) => get("/v1/users?sort=email", org),
  getUser: ({ org, person }) => get(`/v1/users/${person}`, org),
  updateUser: ({ org, person, word }) => write("PATCH", `/v1/users/${person}`, { name: word }, org),
  deleteUser: ({ org, person }) => write("DELETE", `/v1/users/${person}`, undefined, org),
  banUser: ({ org, person, word }) => write("POST", `/v1/users/${person}/ban`, { reason: word }, org),
  unbanUser: ({ org, person }) => write("POST", `/v1/users/${person}/unban`, undefined, org),
  unlockUser: ({ org, person }) => write("POST", `/v1/users/${person}/unlock`, undefined, org),
  impersonateUser: ({ person, word }) => write("POST", `/v1/users/${person}/impersonate`, { reason: word }),
  listMySessions: () => get("/v1/sessions"),
  getCurrentSession: () => get("/v1/auth/session"),
  switchOrganization: ({ org }) => write("POST", "/v1/auth/switch-organization", { organizationId: org }),
  signOut: () => write("POST", "/v1/auth/sign-out"),
  getSession: ({ org, session }) => get(`/v1/sessions/${session}`, org),
  revokeSession: ({ org, session }) => write("DELETE", `/v1/sessions/${session}`, undefined, org),
  revokeOtherSessions: () => write("DELETE", "/v1/sessions"),
  getTokenFamily: ({ org, session }) => get(`/v1/sessions/${session}/family`, org),
  listDevices: () => get("/v1/devices"),
  listOrganizationSessions: ({ org }) => get(`/v1/organizations/${org}/sessions`),
  revokeOrganizationSessions: ({ org, person }) => write("POST", `/v1/organizations/${org}/sessions/revoke`, { userId: person }),
  listEmailTemplates: ({ org }) => get(`/v1/organizations/${org}/email/templates`),
  setEmailTemplate: ({ org, word }) =>
    write("PUT", `/v1/organizations/${org}/email/templates/invitation`, { subject: `${word} {{organization}}`, text: null, html: null }),
  listEmailMessages: ({ org }) => get(`/v1/organizations/${org}/email/messages`),
} satisfies Readonly<Record<string, (choices: Choices) => Request>>;

export type Kind = keyof typeof requests;

export const kinds: readonly Kind[] = Object.keys(requests) as Kind[];

/** Operations that change something. */
export const mutations: readonly Kind[] = kinds.filter((kind) => !/^(?:get|list|search|validate)/.test(kind));

/** The request of an operation with these choices. */
export function callOf(kind: Kind, choices: Choices): Call {
  const request: (choices: Choices) => Request = requests[kind];
  return { operation: kind, caller: choices.caller, ...request(choices) };
}
