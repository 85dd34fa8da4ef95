import { expected } from "../expectation.ts";
import { closed, organizationKeys, people, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"];
const changers = [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"];
const noOrganizationKey = `${organizationKeys} pending: 403 permission_denied`;
const foreigners = "stranger outsider superAdmin: 404 not_found; suspended: 403 member_suspended";

export const organizations = {
  createOrganization: expected(null, [closed, `${people} environment: 201; ${noOrganizationKey}`]),
  // Beyond its row: the environment key, which otherwise had no list of its organizations.
  listMyOrganizations: expected(null, [closed, `${people} environment: 200; ${noOrganizationKey}`]),
  getOrganization: expected("org:read", readers),
  updateOrganization: expected("org:update", changers),
  deleteOrganization: expected("org:delete", [
    closed,
    foreigners,
    `owner granted environment: 202; stale: 403 step_up_required; admin member viewer acting: 403 permission_denied; ${noOrganizationKey}`,
  ]),
  // It waits for its deletion, so it is closed to all but those who can restore it.
  restoreOrganization: expected("org:delete", [
    closed,
    foreigners,
    `owner granted acting stale environment: 200; admin member viewer: 403 organization_suspended; ${noOrganizationKey}`,
  ]),
  getOrganizationStats: expected("analytics:read", readers),
  getOrganizationSettings: expected("org:read", readers),
  updateOrganizationSettings: expected("org:update", changers),
  getOrganizationLimits: expected("org:read", readers),
  getAuthPolicy: expected("security:read", [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"]),
  setAuthPolicy: expected("security:manage", [
    closed,
    walls,
    "owner granted environment key: 200; stale: 403 step_up_required; admin member viewer acting: 403 permission_denied",
  ]),
  // The caller gives away what is her own, so no key can do it, and no custom role gives it.
  transferOwnership: expected(
    "org:transfer",
    [
      closed,
      foreigners,
      `owner: 200; stale: 403 step_up_required; admin member viewer granted acting environment: 403 permission_denied; ${noOrganizationKey}`,
    ],
    { shared: "owner: 200; admin: 403 permission_denied", outside: "owner: 404 member_not_found" },
  ),
  leaveOrganization: expected(null, [
    closed,
    foreigners,
    `owner admin member viewer granted acting stale: 204; environment: 403 permission_denied; ${noOrganizationKey}`,
  ]),
};
