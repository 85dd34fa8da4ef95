import { expected, type Expectation } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin member viewer acting stale environment key: 200"];

/** Changes of a membership, of whoever is a member and does not rank above. */
function membership(outcome: string): Expectation {
  return expected("members:manage", [closed, walls, `owner admin acting stale environment key: ${outcome}; member viewer: 403 permission_denied`], {
    herself: "member viewer: 403 permission_denied",
    shared: `owner admin environment key: ${outcome}`,
    ruler: `owner environment key: ${outcome}; admin: 403 cannot_act_on_higher_role`,
    outside: "owner admin environment key: 404 not_found",
  });
}

export const members = {
  listMembers: expected("members:read", readers),
  inviteMember: expected("members:invite", [closed, walls, "owner admin acting stale environment key: 201; member viewer: 403 permission_denied"]),
  getMember: expected("members:read", readers, {
    shared: "owner member viewer environment key: 200",
    outside: "owner member viewer environment key: 404 not_found",
  }),
  updateMember: membership("200"),
  removeMember: membership("204"),
  suspendMember: membership("200"),
  restoreMember: membership("200"),
};
