// #region first-minute
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.connect());
await plinto.auth.signUp({ email: "lin@example.test", password: "correct horse battery" });
const { code } = await mock.mailbox.waitFor({ to: "lin@example.test", kind: "email_verification" });
await plinto.auth.continueSignIn({ step: "email_verification", code });
console.log(plinto.session.current?.user.email); // prints: lin@example.test
// #endregion first-minute

// #region organization
const organization = await plinto.organizations.create({ name: "Lin Labs" });
console.log(organization.slug); // prints: lin-labs
// #endregion organization

// #region invite
const lab = plinto.forOrganization(organization.id);
await lab.invitations.create({ email: "grace@acme.test", role: "admin" });
const invitation = await mock.mailbox.waitFor({ to: "grace@acme.test", kind: "invitation" });

const grace = createPlinto(mock.as("grace"));
await grace.invitations.accept({ token: invitation.token });
// #endregion invite

// #region list
for await (const member of plinto.organizations.members.list({ orgId: organization.id, pageSize: 1, sort: "joinedAt" })) {
  console.log(member.user.email, member.role);
}
// prints: lin@example.test owner
// prints: grace@acme.test admin
// #endregion list

// #region error
import { isPlintoError } from "@plinto/core";

try {
  await plinto.organizations.create({ name: "Another", slug: organization.slug });
} catch (error) {
  if (!isPlintoError(error, "slug_taken")) throw error;
  console.log(error.status, error.code); // prints: 409 slug_taken
}
// #endregion error
