import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock({ clock: "virtual" });
const orgId = mock.seed.organizations.acme.id;
const ada = createPlinto(mock.as("ada", { organization: "acme" }));
const bob = createPlinto(mock.as("bob", { organization: "acme" }));

await ada.organizations.update({ orgId, name: "Acme Group" });
await bob.organizations.update({ orgId, name: "Bob's" }).safe();

// #region list
for await (const { action, outcome, actor } of ada.audit.logs.list({ targetId: orgId, pageSize: 1000 }))
  console.log(action, outcome, actor.id === mock.seed.users.ada.id); // prints: organization.updated success true

const [denied] = await ada.audit.logs.list({ outcome: "denied" }).toArray({ max: 10 });
console.log(denied?.target.id, denied?.data["code"]); // prints: updateOrganization permission_denied
// #endregion list

// #region own
const mine = await bob.audit.logs.list().toArray({ max: 100 });
console.log(mine.every(({ actor }) => actor.id === mock.seed.users.bob.id)); // prints: true
// #endregion own

// #region stats
const { total, denied: refused, byAction } = await ada.audit.logs.getStats();
console.log(total, refused, byAction[0]?.action); // prints: 2 1 access.denied
// #endregion stats

// #region export
const small = await ada.audit.logs.export({ format: "csv", action: "organization.updated" });
console.log(small.status, small.rowCount, small.content?.split(",")[0]); // prints: completed 1 id
const file = await mock.fetch(small.downloadUrl!);
console.log(file.headers.get("content-type")); // prints: text/csv; charset=utf-8; header=present
// #endregion export

// #region retention
await ada.audit.retention.set({ retentionSeconds: 30 * 86_400, legalHold: { reason: "Case 2030/17" } });
const held = await ada.audit.logs.cleanup().safe();
if (!held.ok) console.log(held.error.code); // prints: legal_hold
// #endregion retention

// #region verify
const { ok, checked, hash } = await ada.audit.logs.verify();
console.log(ok, checked, hash?.length); // prints: true 4 43
// #endregion verify
