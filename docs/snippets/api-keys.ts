import { createClient, createPlinto } from "@plinto/core";
import { createApiKey, verifyApiKey } from "@plinto/core/operations";
import { createMock } from "@plinto/mock";

const mock = createMock();
const { baseUrl, fetch } = mock.connect();
const orgId = mock.seed.organizations.acme.id;

// #region create
const ada = createPlinto(mock.as("ada", { organization: "acme" }));
const key = await ada.organizations.apiKeys.create({ orgId, name: "Nightly export", scopes: ["members:read", "audit:read"], expiresInSeconds: 90 * 86_400 });
console.log(key.secret.slice(0, 8), key.effectiveScopes.join()); // prints: ok_test_ members:read,audit:read
// #endregion create

// #region use
const script = createPlinto({ baseUrl, fetch, secretKey: key.secret });
const members = await script.organizations.members.list({ orgId }).toArray({ max: 100 });
const refused = await script.organizations.update({ orgId, name: "Mine" }).safe();
console.log(members.length, refused.ok ? "" : refused.error.code); // prints: 4 permission_denied
// #endregion use

// #region above
const grace = createPlinto(mock.as("grace", { organization: "acme" }));
const above = await grace.organizations.apiKeys.create({ orgId, name: "Too much", scopes: ["org:read", "org:delete"] }).safe();
if (!above.ok) console.log(above.error.code); // prints: permission_above_actor
// #endregion above

// #region environment
const server = createClient({ baseUrl, fetch, secretKey: mock.keys.secretKey });
const deploy = await createApiKey(server, { orgId, name: "Deploy", scopes: ["org:update"], rateLimit: { requests: 60, windowSeconds: 60 } });
console.log(deploy.createdByUserId, deploy.effectiveScopes.join()); // prints: null org:update
// #endregion environment

// #region rotate
const rotated = await ada.organizations.apiKeys.rotate({ orgId, keyId: key.id, overlapSeconds: 3600 });
console.log(rotated.id === key.id, rotated.secret === key.secret); // prints: true false
// #endregion rotate

// #region verify
const presented = await verifyApiKey(server, { key: rotated.secret, permission: "members:read" });
console.log(presented.valid, presented.organizationId === orgId); // prints: true true
const unknown = await verifyApiKey(server, { key: "ok_test_something_else" });
console.log(unknown.valid, unknown.code, unknown.keyId); // prints: false api_key_invalid null
// #endregion verify

// #region usage
const usage = await ada.organizations.apiKeys.getUsage({ orgId, keyId: key.id });
console.log(usage.requests, usage.byOperation.map(({ operationId }) => operationId).join()); // prints: 3 listMembers,updateOrganization,verifyApiKey
// #endregion usage
