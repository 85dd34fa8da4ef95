import { expected } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"];
const nowhere = "environment owner admin member: 400 organization_required; key: 200";

function changers(outcome: string): string[] {
  return [closed, walls, `owner admin granted acting stale environment key: ${outcome}; member viewer: 403 permission_denied`];
}

/** A role that gives more than the caller has is not the caller's to make, change or delete; a system role is nobody's. */
function about(outcome: string): { readonly above: string; readonly system: string; readonly foreign: string } {
  return {
    above: `owner environment: ${outcome}; admin granted key: 403 permission_above_actor; member: 403 permission_denied`,
    system: "owner admin granted environment key: 403 system_role_immutable; member viewer: 403 permission_denied",
    foreign: "owner admin granted environment key: 404 not_found; member viewer: 403 permission_denied",
  };
}

export const roles = {
  createRole: expected("roles:manage", changers("201"), { above: about("201").above, anywhere: nowhere.replace("200", "201") }),
  listRoles: expected("roles:read", readers, { anywhere: nowhere }),
  getRole: expected("roles:read", readers, {
    above: "admin member viewer key: 200",
    system: "owner admin member viewer environment key: 200",
    foreign: "owner admin member viewer environment key: 404 not_found",
  }),
  updateRole: expected("roles:manage", changers("200"), about("200")),
  deleteRole: expected("roles:manage", changers("204"), about("204")),
  assignRole: expected("roles:assign", changers("200"), {
    herself: "owner admin: 200; member viewer: 403 permission_denied",
    shared: "owner admin granted environment key: 200",
    // A key is nobody, whom an owner does not answer to.
    ruler: "owner environment: 200; admin granted key: 403 cannot_act_on_higher_role",
    outside: "owner admin granted environment key: 404 member_not_found",
    // Nobody gives what she does not have.
    above: "owner environment: 200; admin granted key: 403 permission_above_actor; member: 403 permission_denied",
    system: "owner admin environment key: 200; granted: 403 role_above_actor; member viewer: 403 permission_denied",
    foreign: "owner admin granted environment key: 404 not_found; member: 403 permission_denied",
  }),
  unassignRole: expected("roles:assign", changers("204"), {
    herself: "owner admin: 204; member viewer: 403 permission_denied",
    shared: "owner admin granted environment key: 204",
    ruler: "owner environment: 204; admin granted key: 403 cannot_act_on_higher_role",
    outside: "owner admin granted environment key: 404 member_not_found",
    // Among members of one level rank goes by permissions, and who has this role has more than the caller.
    above: "owner admin environment key: 204; granted: 403 cannot_act_on_higher_role; member: 403 permission_denied",
    foreign: "owner admin granted environment key: 404 not_found; member: 403 permission_denied",
  }),
};
