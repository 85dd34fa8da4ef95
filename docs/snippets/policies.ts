// #region decide
import { compilePolicies, createDecisionCache, explain, isPolicyError, validatePolicy, type PolicyInput } from "@plinto/policy";

const engine = compilePolicies([
  {
    id: "export",
    document: {
      effect: "allow",
      actions: ["audit:export"],
      resources: ["audit_log:*"],
      subjects: ["role:member"],
      conditions: [
        { type: "mfa" },
        { type: "ip", ranges: ["203.0.113.0/24"] },
        { type: "time_window", timeZone: "Europe/Berlin", days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "09:00", to: "17:00" },
      ],
    },
  },
]);

const input: PolicyInput = {
  action: "audit:export",
  subject: { type: "user", id: "usr_1", roles: ["member"] },
  resource: { type: "audit_log" },
  request: { ip: "203.0.113.7", time: "2026-03-02T10:00:00Z", authentication: { mfa: true } },
};
const { decision, reason, validUntil } = engine.evaluate(input);
console.log(decision, reason, validUntil); // prints: allow policy_allow 2026-03-02T16:00:00.000Z
// #endregion decide

// #region explain
const late = { ...input, request: { ...input.request, time: "2026-03-02T20:00:00Z" } };
for (const { policyId, outcome, failed } of explain(engine, late).considered) console.log(policyId, outcome, failed); // prints: export does_not_apply /conditions/2
// #endregion explain

// #region step-up
const weak = { ...input, request: { ...input.request, authentication: { mfa: false } } };
console.log(engine.evaluate(weak).stepUp); // prints: { mfa: true, maxAgeSeconds: null }
// #endregion step-up

// #region validate
const draft = { effect: "allow", actions: ["audit:export"], resources: ["audit_log:*"], conditions: [{ type: "ip", ranges: ["203.0.113.7/24"] }] };
for (const { severity, code, pointer } of validatePolicy(draft)) console.log(severity, code, pointer); // prints: error address_invalid /conditions/0/ranges/0

try {
  compilePolicies([{ id: "draft", document: draft as never }]);
} catch (error) {
  if (isPolicyError(error, "policy_invalid")) console.log(error.policyId, error.diagnostics.length); // prints: draft 1
}
// #endregion validate

// #region cache
const cache = createDecisionCache({ maxEntries: 50_000 });
const remembering = compilePolicies([{ id: "readers", document: { effect: "allow", actions: ["*:read"], resources: ["*"], subjects: ["user:*"] } }], {
  version: "etag-7",
  cache,
});
const read = { ...input, action: "documents:read", resource: { type: "document", id: "doc_1" } };
console.log(remembering.evaluate(read).cached, remembering.evaluate(read).cached, cache.stats().hitRate); // prints: false true 0.5
// #endregion cache
