const { createPlinto, isPlintoError } = require("@plinto/core");
const { createClient } = require("@plinto/core/client");
const { getOrganization } = require("@plinto/core/operations");
const { createMock } = require("@plinto/mock");
const { serveMock } = require("@plinto/mock/server");
const { createPolicyClient } = require("@plinto/policy/sync");

(async () => {
  const mock = createMock();
  const plinto = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey });
  const made = await plinto.organizations.create({ name: "Initech", ownerUserId: mock.seed.users.ada.id });
  const again = await plinto.organizations.create({ name: "Initech", slug: made.slug, ownerUserId: mock.seed.users.ada.id }).safe();

  const served = await serveMock(mock);
  const client = createClient({ baseUrl: served.url, secretKey: mock.keys.secretKey });
  const read = await getOrganization(client, { orgId: made.id });
  await served.close();

  const policies = createPolicyClient({
    ...mock.connect(),
    secretKey: mock.keys.secretKey,
    organizationId: mock.seed.organizations.acme.id,
    allowMockKeys: true,
  });
  await policies.ready();
  const owner = { type: "user", id: mock.seed.users.ada.id, roles: ["owner"] };
  const { decision, reason } = policies.evaluate({ action: "audit:export", subject: owner, resource: { type: "audit_log" } });
  await policies.close();

  console.log(
    JSON.stringify({
      slug: made.slug,
      read: read.name,
      refusal: again.ok ? null : again.error.code,
      ours: !again.ok && isPlintoError(again.error, "slug_taken"),
      decision: `${decision} ${reason}`,
    }),
  );
})();
