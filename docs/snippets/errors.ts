import { createPlinto, isPlintoError } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));

// #region throw
try {
  await plinto.organizations.create({ name: "Acme again", slug: "acme" });
} catch (error) {
  if (isPlintoError(error, "slug_taken")) console.log("choose another slug"); // prints: choose another slug
  else throw error;
}
// #endregion throw

// #region safe
const result = await plinto.organizations.create({ name: "Acme again", slug: "acme" }).safe();
if (result.ok) console.log(result.data.id);
else if (result.error.code === "slug_taken") console.log(result.error.kind, result.error.status); // prints: api 409
// #endregion safe

// #region faults
const invalid = await plinto.organizations.create({ name: "" }).safe();
if (!invalid.ok) {
  for (const fault of invalid.error.errors) console.log(fault.pointer, fault.code); // prints: /name minLength
}
// #endregion faults

// #region response
const { etag, requestId, status } = await plinto.organizations.get({ orgId: mock.seed.organizations.acme.id }).withResponse();
console.log(status, etag, requestId?.startsWith("req_")); // prints: 200 "1" true
// #endregion response
