/** Other engines on the decision of policy.ts, each in the form it is fastest in: made ready before, asked synchronously. */
import { createRequire } from "node:module";
import { createMongoAbility, subject } from "@casl/ability";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";

const require = createRequire(import.meta.url);

/** An engine that is ready to take the decision. */
export interface PolicyRival {
  readonly name: string;
  decide(): boolean;
}

const request = { ip: "203.0.113.7", time: Date.parse("2026-03-02T10:00:00Z") };
const network = { first: addressOf("203.0.113.0"), last: addressOf("203.0.113.255") };
const who = { organizationId: "org_1", ofOrganization: "org_1", role: "member", suspended: false, mfa: true };

/** What comes with a request, as numbers, for those that know neither addresses nor hours: their users have to write this. */
function facts(): Record<string, unknown> {
  return { ...who, ip: addressOf(request.ip), hour: new Date(request.time).getUTCHours() };
}

function addressOf(text: string): number {
  return text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

export async function policyRivals(): Promise<PolicyRival[]> {
  return [casl(), await casbin(), jsonLogic(), cedar()];
}

function casl(): PolicyRival {
  const ability = createMongoAbility([
    {
      action: "export",
      subject: "AuditLog",
      conditions: { organizationId: "org_1", suspended: false, mfa: true, ip: { $gte: network.first, $lte: network.last }, hour: { $gte: 9, $lt: 17 } },
    },
  ]);
  return { name: "@casl/ability", decide: () => ability.can("export", subject("AuditLog", facts())) };
}

async function casbin(): Promise<PolicyRival> {
  const model = newModelFromString(`
[request_definition]
r = sub, obj, act, env
[policy_definition]
p = role, obj, act, network
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj.type == p.obj && r.act == p.act && r.sub.role == p.role && r.obj.organizationId == r.env.organizationId && !r.sub.suspended && r.env.mfa && ipMatch(r.env.ip, p.network) && r.env.hour >= 9 && r.env.hour < 17
`);
  const enforcer = await newEnforcer(model, new StringAdapter("p, member, audit_log, export, 203.0.113.0/24"));
  const what = { type: "audit_log", organizationId: "org_1" };
  const how = { organizationId: "org_1", mfa: true, ip: request.ip };
  return { name: "casbin", decide: () => enforcer.enforceSync(who, what, "export", { ...how, hour: new Date(request.time).getUTCHours() }) };
}

function jsonLogic(): PolicyRival {
  // It has no types of its own.
  const logic = require("json-logic-js") as { apply(rule: unknown, data: unknown): unknown };
  const rule = {
    and: [
      { "==": [{ var: "organizationId" }, { var: "ofOrganization" }] },
      { "==": [{ var: "role" }, "member"] },
      { "!": [{ var: "suspended" }] },
      { var: "mfa" },
      { "<=": [network.first, { var: "ip" }, network.last] },
      { ">=": [{ var: "hour" }, 9] },
      { "<": [{ var: "hour" }, 17] },
    ],
  };
  return { name: "json-logic-js", decide: () => logic.apply(rule, facts()) === true };
}

function cedar(): PolicyRival {
  const wasm = require("@cedar-policy/cedar-wasm/nodejs") as typeof import("@cedar-policy/cedar-wasm/nodejs");
  const parsed = wasm.preparsePolicySet("bench", {
    staticPolicies: `permit (principal in Role::"member", action == Action::"export", resource is AuditLog)
      when { resource.organizationId == context.organizationId && !principal.suspended && context.mfa
        && ip(context.ip).isInRange(ip("203.0.113.0/24")) && context.hour >= 9 && context.hour < 17 };`,
  });
  if (parsed.type !== "success") throw new Error(`cedar could not read the policy: ${JSON.stringify(parsed)}`);
  const user = { type: "User", id: "usr_1" };
  const log = { type: "AuditLog", id: "log_1" };
  const call = {
    principal: user,
    action: { type: "Action", id: "export" },
    resource: log,
    context: { organizationId: "org_1", mfa: true, ip: request.ip, hour: 0 },
    preparsedPolicySetId: "bench",
    entities: [
      { uid: user, attrs: { suspended: false }, parents: [{ type: "Role", id: "member" }] },
      { uid: log, attrs: { organizationId: "org_1" }, parents: [] },
    ],
  };
  return {
    name: "@cedar-policy/cedar-wasm",
    decide() {
      call.context.hour = new Date(request.time).getUTCHours();
      const answer = wasm.statefulIsAuthorized(call);
      return answer.type === "success" && answer.response.decision === "allow";
    },
  };
}
