import { expected } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"];

// Every member may ask about herself; a key is nobody, and needs the permission to ask about itself too.
const check = expected("policies:evaluate", [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"], {
  herself:
    "owner admin member viewer granted withheld acting stale environment key demotedKey: 200; narrowKey orphanedKey: 403 permission_denied; stranger outsider superAdmin: 404 not_found; suspended: 403 member_suspended",
  shared: "owner admin granted environment key: 200; member viewer: 403 permission_denied",
  ruler: "owner admin granted environment key: 200; member viewer: 403 permission_denied",
  // Who is no member is answered so, whether or not there is such a person.
  outside: "owner admin granted environment key: 200; member viewer: 403 permission_denied",
  anywhere: "environment owner admin member: 400 organization_required; key: 200",
});

export const rbac = {
  checkPermission: check,
  checkPermissionsBatch: check,
  listPermissions: expected("roles:read", readers, { anywhere: "owner member: 400 organization_required; key: 200" }),
  getEffectivePermissions: expected("roles:read", readers, {
    herself: "owner admin member viewer: 200; stranger outsider superAdmin: 404 not_found; suspended: 403 member_suspended",
    shared: "owner admin member viewer environment key: 200",
    ruler: "owner admin member viewer environment key: 200",
    outside: "owner admin member viewer environment key: 404 not_found",
    anywhere: "environment owner member: 400 organization_required; key: 200",
  }),
};
