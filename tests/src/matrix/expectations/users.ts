import { expected, type Expectation } from "../expectation.ts";
import { anybody, closed, keys, oneself, organizationKeys, people } from "./fragments.ts";

/**
 * Changes of an account are for the environment, a super admin, and the organization that manages the person; keys of
 * an organization act on memberships only, and no custom role gives power over people.
 */
function account(outcome: string): Expectation {
  return expected(
    "users:manage",
    [
      closed,
      `environment superAdmin owner admin acting stale: ${outcome}; member viewer granted ${organizationKeys} pending: 403 permission_denied`,
      "stranger outsider: 404 not_found; suspended: 403 member_suspended",
    ],
    {
      // She names no organization.
      herself: "member viewer stranger: 400 organization_required; superAdmin staleAdmin: 403 cannot_act_on_higher_role",
      shared: `environment superAdmin: ${outcome}; owner admin: 403 permission_denied`,
      ruler: `environment superAdmin owner: ${outcome}; admin: 403 cannot_act_on_higher_role`,
      outside: `environment superAdmin: ${outcome}; owner admin: 404 not_found`,
      root: `environment: ${outcome}; superAdmin: 403 cannot_act_on_higher_role; owner admin: 404 not_found`,
    },
  );
}

const ordinary = "owner admin member viewer granted suspended stranger outsider acting stale";

export const users = {
  getMe: expected(null, oneself("200")),
  updateMe: expected(null, oneself("200")),
  requestEmailChange: expected(null, [
    closed,
    `owner admin member viewer granted suspended stranger outsider superAdmin: 202; stale staleAdmin: 403 step_up_required; acting ${keys} pending: 403 permission_denied`,
  ]),
  confirmEmailChange: expected(null, anybody("200")),
  createUser: expected("users:manage", [closed, `environment superAdmin: 201; ${ordinary} ${organizationKeys} pending: 403 permission_denied`]),
  listUsers: expected("users:read", [
    closed,
    "environment superAdmin owner admin granted acting stale key: 200; member viewer narrowKey pending: 403 permission_denied",
    "stranger outsider foreignKey: 404 not_found; suspended: 403 member_suspended",
  ]),
  // Rows bring external ids and password hashes along, which only the environment writes.
  importUsers: expected("users:manage", [closed, `environment: 207; ${people} ${organizationKeys} pending: 403 permission_denied`]),
  getUser: expected(
    "users:read",
    [
      closed,
      "environment superAdmin owner admin granted acting stale key: 200; member viewer narrowKey pending: 403 permission_denied",
      "stranger outsider foreignKey: 404 not_found; suspended: 403 member_suspended",
    ],
    {
      herself: `${people}: 200`,
      shared: "environment superAdmin owner admin key: 200",
      outside: "environment superAdmin: 200; owner admin key: 404 not_found",
    },
  ),
  updateUser: account("200"),
  deleteUser: account("204"),
  banUser: account("200"),
  unbanUser: account("200"),
  unlockUser: account("200"),
  impersonateUser: expected(null, [closed, `superAdmin: 201; staleAdmin: 403 step_up_required; ${ordinary} ${keys} pending: 403 permission_denied`], {
    shared: "superAdmin: 201; owner admin environment: 403 permission_denied",
    root: "superAdmin: 403 impersonation_forbidden; staleAdmin: 403 step_up_required",
  }),
};
