import { expected } from "../expectation.ts";
import { closed, keys, oneself, organizationKeys, people, recent } from "./fragments.ts";

const notToOthers = { shared: "owner admin member superAdmin: 404 not_found" };

export const mfa = {
  listMfaFactors: expected(null, oneself("200")),
  getMfaFactor: expected(null, oneself("200"), notToOthers),
  deleteMfaFactor: expected(null, recent("204"), notToOthers),
  // A sign-in gives the right to set a factor up only when it waits for just that.
  enrollTotp: expected(null, [...recent("201"), "pendingEnrollment: 201"]),
  activateTotp: expected(null, [closed, `${people.replace(" acting", "")} pendingEnrollment: 200; acting ${keys} pending: 403 permission_denied`], notToOthers),
  createMfaChallenge: expected(null, [closed, `${people} pendingMfa: 201; ${keys}: 403 permission_denied; pending pendingEnrollment: 404 factor_not_found`]),
  verifyMfaChallenge: expected(null, [closed, `pendingMfa: 200; pending pendingEnrollment: 404 not_found; ${people} ${keys}: 403 permission_denied`]),
  regenerateRecoveryCodes: expected(null, recent("201")),
  // Takes credentials away, so it is for who may change the account, and has proved to be there.
  resetUserMfa: expected(
    "users:manage",
    [
      closed,
      `environment superAdmin owner admin: 200; stale staleAdmin: 403 step_up_required; acting member viewer granted ${organizationKeys} pending: 403 permission_denied`,
      "stranger outsider: 404 not_found; suspended: 403 member_suspended",
    ],
    {
      // She names no organization.
      herself: "member viewer stranger: 400 organization_required; superAdmin: 403 cannot_act_on_higher_role; staleAdmin: 403 step_up_required",
      shared: "environment superAdmin: 200; owner admin: 403 permission_denied",
      ruler: "environment superAdmin owner: 200; admin: 403 cannot_act_on_higher_role",
      outside: "environment superAdmin: 200; owner admin: 404 not_found",
      root: "environment: 200; superAdmin: 403 cannot_act_on_higher_role; owner admin: 404 not_found",
    },
  ),
};
