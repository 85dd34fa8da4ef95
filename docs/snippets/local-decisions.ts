import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import type { PolicyInput } from "@plinto/policy";
import { createPolicyClient, isPolicyError } from "@plinto/policy/sync";

const mock = createMock({ clock: "virtual" });
const organizationId = mock.seed.organizations.acme.id;
const ada = createPlinto(mock.as("ada", { organization: "acme" }));
const key = await ada.organizations.apiKeys.create({ orgId: organizationId, name: "Decisions", scopes: ["policies:read", "policies:evaluate"] });
const { baseUrl, fetch, clock } = mock.connect();

// #region create
const policies = createPolicyClient({
  baseUrl,
  secretKey: key.secret,
  organizationId,
  fetch, // the global one when left out
  clock, // the machine's when left out
  allowMockKeys: true, // never outside of tests: everybody has a mock's keys
});
await policies.ready();
// #endregion create

// #region evaluate
const question: PolicyInput = {
  action: "audit:export",
  subject: { type: "user", id: mock.seed.users.ada.id, roles: ["owner"] },
  resource: { type: "audit_log" },
  request: { authentication: { mfa: false } },
};
const first = policies.evaluate(question);
console.log(first.decision, first.reason); // prints: allow role_allow
// #endregion evaluate

// #region change
policies.on("changed", ({ previousRevision }) => console.log("a newer bundle", previousRevision !== null)); // prints: a newer bundle true
await ada.policies.create({
  name: "Exports with a second factor",
  document: { effect: "deny", actions: ["audit:export"], resources: ["*"], conditions: [{ type: "not", condition: { type: "mfa" } }] },
});
await mock.clock.advance("40s");
const second = policies.evaluate(question);
console.log(second.decision, second.reason, second.stepUp?.mfa); // prints: deny policy_deny true
// #endregion change

// #region explain
for (const { policyId, outcome } of policies.explain(question).considered) console.log(policyId.slice(0, 4), outcome); // prints: pol_ applies
// #endregion explain

// #region stale
policies.on("error", ({ error, retryInSeconds }) => {
  if (retryInSeconds === null) console.error(error.code, "and nobody tries again by itself");
});
policies.on("stale", ({ ageSeconds }) => console.log("stale after", Math.floor(ageSeconds))); // prints: stale after 300
const restore = mock.faults.add({ operation: "getPolicyBundle", status: 503 });
await mock.clock.advance("10m");
const stale = policies.evaluate(question);
console.log(stale.decision, stale.reason, stale.bundle.ageSeconds! > 300); // prints: deny bundle_stale true
restore();
await policies.refresh();
// #endregion stale

// #region saved
const saved = policies.save(); // a plain object: write it to disk as JSON
const restarted = createPolicyClient({ baseUrl, secretKey: key.secret, organizationId, fetch, clock, allowMockKeys: true, ...(saved && { bundle: saved }) });
await restarted.ready();
console.log(restarted.revision === policies.revision); // prints: true
// #endregion saved

// #region refused
const elsewhere = createPolicyClient({ baseUrl, secretKey: key.secret, organizationId, fetch, clock, pollIntervalSeconds: 0 });
try {
  await elsewhere.ready();
} catch (error) {
  if (isPolicyError(error, "bundle_signature_invalid")) console.log(error.place); // prints: plinto-bundle-signature
}
// #endregion refused

// #region close
await policies.flush();
console.log(policies.reports.waiting, policies.reports.dropped); // prints: 0 0
await Promise.all([policies.close(), restarted.close(), elsewhere.close()]);
// #endregion close
