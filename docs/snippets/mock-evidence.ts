// #region untried
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const acme = mock.seed.organizations.acme.id;
const plinto = createPlinto(mock.as("vera"));
await plinto.organizations.get({ orgId: acme });
await plinto.organizations.delete({ orgId: acme }).safe();

for (const { operationId, marks } of mock.evidence()) console.log(`${operationId}: ${marks.join(", ")}`);
// prints: getOrganization: served, validated
// prints: deleteOrganization: denied.missing_permission
// #endregion untried
