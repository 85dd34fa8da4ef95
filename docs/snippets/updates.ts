import { createPlinto, isPlintoError } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));
const { id: orgId } = await plinto.organizations.create({ name: "Acme Labs", logoUrl: "https://acme.test/logo.png" });

// #region patch
const renamed = await plinto.organizations.update({ orgId, name: "Acme Research", logoUrl: null });
console.log(renamed.name, renamed.logoUrl, renamed.slug); // prints: Acme Research null acme-labs
// #endregion patch

// #region if-match
const { etag } = await plinto.organizations.get({ orgId }).withResponse();
await plinto.organizations.update({ orgId, name: "Acme R&D" }, { ifMatch: etag! });
try {
  await plinto.organizations.update({ orgId, name: "Too late" }, { ifMatch: etag! });
} catch (error) {
  if (!isPlintoError(error, "precondition_failed")) throw error;
  console.log("somebody was faster"); // prints: somebody was faster
}
// #endregion if-match
