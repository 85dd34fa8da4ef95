import { expected } from "../expectation.ts";
import { closed, organizationKeys, people, walls } from "./fragments.ts";

export const realtime = {
  createSocketTicket: expected(null, [closed, `${people} environment: 201; ${organizationKeys} pending: 403 permission_denied`]),
  getSocketStats: expected("analytics:read", [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"], {
    anywhere: "environment key: 200; owner member: 400 organization_required",
  }),
};
