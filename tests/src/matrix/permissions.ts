import type { Permission } from "@plinto/spec";

/** What an owner has, by hand from the matrix of roles; the scopes of the organization keys are cut from it. */
export const ownersPermissions = [
  "org:read",
  "org:update",
  "org:delete",
  "org:transfer",
  "members:read",
  "members:invite",
  "members:manage",
  "invitations:read",
  "invitations:manage",
  "teams:read",
  "teams:manage",
  "roles:read",
  "roles:manage",
  "roles:assign",
  "policies:read",
  "policies:manage",
  "policies:evaluate",
  "audit:read",
  "audit:export",
  "audit:manage",
  "security:read",
  "security:manage",
  "billing:read",
  "billing:manage",
  "privacy:manage",
  "users:read",
  "users:manage",
  "sessions:read",
  "sessions:revoke",
  "apikeys:read",
  "apikeys:manage",
  "webhooks:read",
  "webhooks:manage",
  "apps:read",
  "apps:manage",
  "sso:read",
  "sso:manage",
  "domains:read",
  "domains:manage",
  "scim:read",
  "scim:manage",
  "email:read",
  "email:manage",
  "comm:read",
  "comm:write",
  "comm:manage",
  "connectors:read",
  "connectors:run",
  "connectors:manage",
  "agents:read",
  "agents:run",
  "agents:manage",
  "blog:read",
  "blog:write",
  "blog:publish",
  "analytics:read",
  "analytics:write",
  "realtime:send",
] as const satisfies readonly Permission[];

/**
 * What no custom role gives: the transfer of what is an owner's own, and what an owner has over the people whom the
 * organization manages, so that whoever rules an organization cannot hand out power over accounts.
 */
const ownersAlone: readonly Permission[] = ["org:transfer", "users:manage", "sessions:read", "sessions:revoke"];

/** What a custom role gives of these permissions. */
export function grantable(some: readonly Permission[]): Permission[] {
  return some.filter((permission) => !ownersAlone.includes(permission));
}
