import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const bob = createPlinto(mock.as("bob"));

// #region two
const acme = bob.forOrganization(mock.seed.organizations.acme.id);
const globex = bob.forOrganization(mock.seed.organizations.globex.id);
console.log((await acme.get()).name, (await globex.get()).name); // prints: Acme Globex
// #endregion two

// #region foreign
const ada = createPlinto(mock.as("ada"));
const foreign = await ada.organizations.get({ orgId: mock.seed.organizations.globex.id }).safe();
if (!foreign.ok) console.log(foreign.error.status, foreign.error.code); // prints: 404 not_found
// #endregion foreign

// #region denied
const denied = await acme.update({ name: "Bob's" }).safe();
if (!denied.ok) console.log(denied.error.status, denied.error.code); // prints: 403 permission_denied
// #endregion denied
