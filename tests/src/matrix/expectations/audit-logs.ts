import { expected } from "../expectation.ts";
import { closed, walls } from "./fragments.ts";

const readers = [closed, walls, "owner admin granted acting stale environment key: 200; member viewer: 403 permission_denied"];
/** Without an organization the environment's key means the environment, and a key of an organization means its own. */
const anywhere = "environment key: 200; owner admin member: 400 organization_required";
const foreign = "owner admin granted environment key: 404 not_found";

export const auditLogs = {
  // Members and viewers see what they did themselves, and so does a key that has no more of its creator.
  listAuditLogs: expected("audit:read", [closed, walls, "owner admin member viewer granted acting stale environment key demotedKey: 200"], { anywhere }),
  getAuditStats: expected("audit:read", readers, { anywhere }),
  listAuditActions: expected("audit:read", readers, { anywhere }),
  getAuditLog: expected("audit:read", [closed, walls, "owner admin granted acting stale environment key: 200; member viewer demotedKey: 404 not_found"], {
    own: "owner admin member viewer granted withheld: 200",
    foreign: `${foreign}; member viewer: 404 not_found`,
    anywhere,
  }),
  exportAuditLogs: expected("audit:export", readers, { anywhere }),
  getAuditExport: expected("audit:export", readers, { foreign: `${foreign}; member: 403 permission_denied`, anywhere }),
  cleanupAuditLogs: expected(
    "audit:manage",
    [closed, walls, "owner granted environment key: 200; stale: 403 step_up_required; acting admin member viewer: 403 permission_denied"],
    { anywhere: "environment key: 200; owner member: 400 organization_required" },
  ),
  getAuditRetention: expected("audit:read", readers, { anywhere }),
  setAuditRetention: expected("audit:manage", [closed, walls, "owner granted acting stale environment key: 200; admin member viewer: 403 permission_denied"], {
    anywhere: "environment key: 200; owner admin member: 400 organization_required",
  }),
  verifyAuditChain: expected("audit:read", readers, { anywhere }),
};
