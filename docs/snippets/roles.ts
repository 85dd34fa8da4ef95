import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const ada = createPlinto(mock.as("ada", { organization: "acme" }));
const vera = createPlinto(mock.as("vera", { organization: "acme" }));
const veraId = mock.seed.users.vera.id;

// #region create
const role = await ada.roles.create({ name: "Team lead", permissions: ["teams:read", "teams:manage"] });
const member = await ada.roles.assign({ roleId: role.id, userId: veraId });
console.log(member.role, member.customRoleIds.length); // prints: viewer 1
// #endregion create

// #region check
const yes = await vera.rbac.check({ permission: "teams:manage" });
const no = await vera.rbac.check({ permission: "org:update" });
console.log(yes.allowed, yes.via[0]?.name); // prints: true Team lead
console.log(no.allowed, no.reason); // prints: false not_granted
// #endregion check

// #region limit
const audit = await vera.rbac.check({ permission: "audit:read" });
const own = await vera.rbac.check({ permission: "audit:read", resource: { type: "audit_log", id: "one of hers", ownerUserId: veraId } });
console.log(audit.reason, audit.via[0]?.limit); // prints: outside_limit own
console.log(own.reason); // prints: granted
// #endregion limit

// #region above
const grace = createPlinto(mock.as("grace", { organization: "acme" }));
const refused = await grace.roles.create({ name: "Too much", permissions: ["org:read", "billing:manage"] }).safe();
if (!refused.ok) console.log(refused.error.code, refused.error.message.includes("billing:manage")); // prints: permission_above_actor true
// #endregion above

// #region effective
const { permissions } = await ada.rbac.getEffectivePermissions({ userId: veraId });
const managing = permissions.filter(({ permission }) => permission.endsWith(":manage"));
console.log(managing.map(({ permission, via }) => `${permission} by ${via[0]?.name}`).join()); // prints: teams:manage by Team lead
// #endregion effective

// #region teams
const acme = vera.forOrganization(mock.seed.organizations.acme.id);
const team = await acme.teams.create({ name: "Edge", parentTeamId: mock.seed.teams.platform.id });
await acme.teams.members.add({ teamId: team.id, userId: veraId });
for await (const one of acme.teams.list({ userId: veraId })) console.log(one.name, one.memberCount); // prints: Edge 1
// #endregion teams
