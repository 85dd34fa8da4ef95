import { expected } from "../expectation.ts";
import { closed, people, walls } from "./fragments.ts";

const nowhere = "environment owner admin: 400 organization_required; key: 200";

/** Viewers do not read policies. A key whose creator has become a viewer does not either. */
const readers = [closed, walls, "owner admin member granted acting stale environment key: 200; viewer: 403 permission_denied"];
const foreign = "owner admin member granted environment key: 404 not_found; viewer: 403 permission_denied";

function changers(outcome: string): string[] {
  return [closed, walls, `owner admin granted acting stale environment key: ${outcome}; member viewer: 403 permission_denied`];
}

/** What allows more than the caller holds is not the caller's to make, change or delete. */
function about(outcome: string): { readonly above: string; readonly foreign: string } {
  return {
    above: `owner environment: ${outcome}; admin granted key: 403 permission_above_actor; member: 403 permission_denied`,
    foreign: "owner admin granted environment key: 404 not_found; member viewer: 403 permission_denied",
  };
}

// Every member may ask about herself; a key is nobody, and needs the permission to ask about itself too.
const ask = [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"];
const askers = {
  herself:
    "owner admin member viewer granted withheld acting stale environment key demotedKey: 200; narrowKey orphanedKey: 403 permission_denied; stranger outsider superAdmin: 404 not_found; suspended: 403 member_suspended",
  shared: "owner admin granted environment key: 200; member viewer: 403 permission_denied",
  ruler: "owner admin granted environment key: 200; member viewer: 403 permission_denied",
  outside: "owner admin granted environment key: 404 member_not_found; member viewer: 403 permission_denied",
  anywhere: "environment owner admin member: 400 organization_required; key: 200",
};

/** For servers alone. */
const servers = "demotedKey orphanedKey narrowKey pending: 403 permission_denied; foreignKey: 404 not_found";

export const policies = {
  createPolicy: expected("policies:manage", changers("201"), { above: about("201").above, anywhere: nowhere.replace("200", "201") }),
  listPolicies: expected("policies:read", readers, { anywhere: nowhere }),
  getPolicy: expected("policies:read", readers, { foreign, anywhere: nowhere }),
  updatePolicy: expected("policies:manage", changers("200"), about("200")),
  deletePolicy: expected("policies:manage", changers("204"), about("204")),
  rollbackPolicy: expected("policies:manage", changers("200"), about("200")),
  listPolicyVersions: expected("policies:read", readers, { foreign }),
  getPolicyVersion: expected("policies:read", readers, { foreign }),
  validatePolicy: expected("policies:read", readers, { anywhere: nowhere }),
  evaluatePolicies: expected("policies:evaluate", ask, askers),
  // Each question is answered for itself, so who may ask at all is answered.
  evaluatePoliciesBatch: expected("policies:evaluate", [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"], {
    anywhere: askers.anywhere,
  }),
  // Members and viewers see what they caused themselves, and so does a key that has no more of its creator.
  listPolicyEvaluations: expected("audit:read", [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"], {
    anywhere: "environment owner admin: 400 organization_required; key: 200",
  }),
  reportPolicyEvaluations: expected("policies:evaluate", [closed, `environment key: 202; ${people}: 403 permission_denied; ${servers}`], {
    anywhere: "environment: 400 organization_required; key: 202",
  }),
  getPolicyBundle: expected("policies:read", [closed, `environment key: 200; ${people}: 403 permission_denied; ${servers}`], {
    foreign: "environment: 200; key: 404 not_found",
    anywhere: "environment: 400 organization_required; key: 200",
  }),
};
