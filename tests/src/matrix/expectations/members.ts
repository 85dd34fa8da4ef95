import type { Target } from "../callers.ts";
import { expected, type Expectation } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"];

/** Changes of a membership, of whoever is a member and does not rank above. A key ranks as an admin's at most. */
function membership(outcome: string, about: Readonly<Partial<Record<Target, string>>> = {}): Expectation {
  return expected("members:manage", [closed, walls, `owner admin granted acting stale environment key: ${outcome}; member viewer: 403 permission_denied`], {
    herself: "member viewer: 403 permission_denied",
    shared: `owner admin granted environment key: ${outcome}`,
    ruler: `owner environment: ${outcome}; admin granted key: 403 cannot_act_on_higher_role`,
    outside: "owner admin granted environment key: 404 not_found",
    ...about,
  });
}

export const members = {
  listMembers: expected("members:read", readers),
  inviteMember: expected("members:invite", [closed, walls, "owner admin granted acting stale environment key: 201; member viewer: 403 permission_denied"], {
    above: "owner environment: 201; admin granted key: 403 role_above_actor; member: 403 permission_denied",
  }),
  getMember: expected("members:read", readers, {
    shared: "owner member viewer environment key: 200",
    outside: "owner member viewer environment key: 404 not_found",
  }),
  updateMember: membership("200", { above: "owner environment: 200; admin granted key: 403 role_above_actor; member: 403 permission_denied" }),
  removeMember: membership("204"),
  suspendMember: membership("200"),
  restoreMember: membership("200"),
};
