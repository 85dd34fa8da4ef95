import { createPlinto } from "@plinto/core";
import { createClient } from "@plinto/core/client";
import { getPolicyBundle } from "@plinto/core/operations";
import { createMock } from "@plinto/mock";

const mock = createMock();
const inAcme = { organization: "acme" } as const;
const ada = createPlinto(mock.as("ada", inAcme));
const bob = createPlinto(mock.as("bob", inAcme));
const bobId = mock.seed.users.bob.id;

// #region create
const created = await ada.policies.create({
  name: "Exports with a second factor",
  document: {
    effect: "allow",
    actions: ["audit:export"],
    resources: ["audit_log:*"],
    subjects: ["role:member"],
    conditions: [{ type: "mfa" }, { type: "time_window", timeZone: "Europe/Berlin", from: "09:00", to: "17:00" }],
  },
});
console.log(created.status, created.version, created.warnings.length); // prints: enabled 1 0
// #endregion create

// #region faults
const wrong = await ada.policies
  .create({
    name: "Wrong",
    document: { effect: "allow", actions: ["documents:read"], resources: ["document"], conditions: [{ type: "ip", ranges: ["300.0.0.1"] }] },
  })
  .safe();
if (!wrong.ok) console.log(wrong.error.code, wrong.error.errors?.map(({ pointer }) => pointer).join(" ")); // prints: policy_invalid /document/resources/0 /document/conditions/0/ranges/0
// #endregion faults

// #region deny
const lists = await ada.policies.create({
  name: "No lists of members",
  document: { effect: "deny", actions: ["members:read"], resources: ["member:*"], subjects: ["role:member"] },
});
const refused = await bob.organizations.members.list({ orgId: mock.seed.organizations.acme.id }).safe();
if (!refused.ok) console.log(refused.error.code, refused.error.message.includes(lists.id)); // prints: permission_denied true
// #endregion deny

// #region evaluate
const decision = await bob.policies.evaluate({ action: "members:read", resource: { type: "member" }, explain: true });
console.log(decision.decision, decision.reason, decision.explanation?.considered.map(({ outcome }) => outcome).join()); // prints: deny policy_deny applies
// #endregion evaluate

// #region batch
const environment = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey }).forOrganization(mock.seed.organizations.acme.id);
const { results } = await environment.policies.evaluateBatch({
  evaluations: ["members:read", "org:read"].map((action) => ({ action, resource: { type: "member" }, subject: { userId: bobId } })),
});
console.log(results.map((row) => (row.status === "decided" ? row.decision.reason : row.error.code)).join(" ")); // prints: policy_deny role_allow
// #endregion batch

// #region rollback
await ada.policies.update({ policyId: lists.id, document: { ...lists.document, subjects: ["role:viewer"] } });
const back = await ada.policies.rollback({ policyId: lists.id, version: 1 });
console.log(back.version, back.document.subjects?.join()); // prints: 3 role:member
// #endregion rollback

// #region kept
const kept = await ada.policies.evaluations.list({ decision: "deny", subject: bobId });
console.log(kept.data.map(({ source, action }) => `${source} ${action}`).join()); // prints: api members:read,api members:read,enforcement members:read
// #endregion kept

// #region bundle
const client = createClient({ ...mock.connect(), secretKey: mock.keys.secretKey });
const bundle = await getPolicyBundle(client, { organizationId: mock.seed.organizations.acme.id });
console.log(bundle.format, bundle.policies.length, bundle.roles.map(({ key }) => key).join()); // prints: plinto.policies.v1 2 owner,admin,member,viewer,editor
// #endregion bundle
