import { expected, type Expectation } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"];
const foreign = "owner admin member viewer environment key: 404 not_found";

function changers(outcome: string): string[] {
  return [closed, walls, `owner admin granted acting stale environment key: ${outcome}; member viewer: 403 permission_denied`];
}

/** Who is in a team. It gives nothing, so rank does not count. */
function membership(outsideIs: string): Expectation {
  return expected("teams:manage", changers("204"), {
    herself: "owner admin granted: 204; member viewer: 403 permission_denied",
    shared: "owner admin environment key: 204",
    ruler: "owner admin granted environment key: 204",
    outside: `owner admin environment key: ${outsideIs}`,
    foreign: "owner admin granted environment key: 404 not_found; member viewer: 403 permission_denied",
  });
}

export const teams = {
  listTeams: expected("teams:read", readers),
  createTeam: expected("teams:manage", changers("201")),
  getTeam: expected("teams:read", readers, { foreign }),
  updateTeam: expected("teams:manage", changers("200"), { foreign: "owner admin granted environment key: 404 not_found; member: 403 permission_denied" }),
  deleteTeam: expected("teams:manage", changers("204"), { foreign: "owner admin granted environment key: 404 not_found; member: 403 permission_denied" }),
  listTeamMembers: expected("teams:read", readers, { foreign }),
  getTeamMember: expected("teams:read", readers, { outside: foreign, foreign }),
  addTeamMember: membership("404 member_not_found"),
  removeTeamMember: membership("404 not_found"),
};
