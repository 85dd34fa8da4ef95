import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

// #region virtual
const mock = createMock({ clock: "virtual" });
console.log(new Date(mock.clock.now()).toISOString()); // prints: 2030-01-01T00:00:00.000Z
// #endregion virtual

// #region expire
const ada = createPlinto(mock.as("ada", { organization: "acme" }));
const invitation = await ada.invitations.create({ email: "new@acme.test", role: "member" });
await mock.clock.advance("8d");
const late = await ada.invitations.get({ invitationId: invitation.id });
console.log(invitation.status, late.status); // prints: pending expired
// #endregion expire
