import { expected } from "../expectation.ts";
import { closed, keys, oneself, organizationKeys, people, walls } from "./fragments.ts";

/** On somebody's session: her own, or by who rules the account, which no custom role gives. To everybody else it is not there. */
function session(outcome: string): string[] {
  return [
    closed,
    `environment superAdmin owner admin acting stale: ${outcome}; member viewer granted stranger outsider: 404 not_found; suspended: 403 member_suspended`,
    `${organizationKeys} pending: 403 permission_denied`,
  ];
}

export const sessions = {
  listMySessions: expected(null, oneself("200")),
  revokeOtherSessions: expected(null, oneself("204")),
  introspectSession: expected("sessions:read", [
    closed,
    `environment superAdmin: 200; owner admin member viewer granted suspended stranger outsider acting stale ${organizationKeys} pending: 403 permission_denied`,
  ]),
  getSession: expected("sessions:read", session("200"), {
    herself: `${people}: 200`,
    shared: "environment superAdmin: 200; owner admin: 404 not_found",
    ruler: "environment superAdmin owner: 200; admin: 404 not_found",
    outside: "environment superAdmin: 200; owner admin: 404 not_found",
  }),
  revokeSession: expected("sessions:revoke", session("204"), {
    herself: `${people}: 204`,
    shared: "environment superAdmin: 204; owner admin: 404 not_found",
    ruler: "environment superAdmin owner: 204; admin: 403 cannot_act_on_higher_role",
    outside: "environment superAdmin: 204; owner admin: 404 not_found",
  }),
  getTokenFamily: expected(
    "sessions:read",
    [
      closed,
      "environment superAdmin owner admin acting stale key: 200; member viewer granted narrowKey pending: 403 permission_denied",
      "stranger outsider foreignKey: 404 not_found; suspended: 403 member_suspended",
    ],
    {
      // She names no organization.
      herself: "member viewer stranger: 400 organization_required",
      shared: "environment superAdmin: 200; owner admin key: 404 not_found",
      ruler: "environment superAdmin owner: 200; admin key: 404 not_found",
      outside: "environment superAdmin: 200; owner admin key: 404 not_found",
    },
  ),
  listDevices: expected(null, oneself("200")),
  getDevice: expected(null, oneself("200"), { shared: "owner admin member superAdmin: 404 not_found" }),
  trustDevice: expected(
    null,
    [
      closed,
      `owner admin member viewer granted suspended stranger outsider superAdmin: 200; stale staleAdmin: 403 step_up_required; acting ${keys} pending: 403 permission_denied`,
    ],
    { shared: "owner admin member superAdmin: 404 not_found" },
  ),
  forgetDevice: expected(null, oneself("204"), { shared: "owner admin member superAdmin: 404 not_found" }),
  listOrganizationSessions: expected("sessions:read", [
    closed,
    "environment superAdmin owner admin acting stale key: 200; member viewer granted narrowKey pending: 403 permission_denied",
    "stranger outsider foreignKey: 404 not_found; suspended: 403 member_suspended",
  ]),
  revokeOrganizationSessions: expected(
    "members:manage",
    [closed, walls, "owner admin granted acting stale environment key: 202; member viewer: 403 permission_denied"],
    {
      shared: "owner admin granted environment key: 202",
      ruler: "owner environment: 202; admin granted key: 403 cannot_act_on_higher_role",
      outside: "owner admin granted environment key: 404 member_not_found",
    },
  ),
};
