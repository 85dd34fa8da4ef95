import { createPlinto, isPlintoError } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));

// #region recovers
mock.faults.add({ operation: "createOrganization", status: 503, times: 2 });
const organization = await plinto.organizations.create({ name: "Patience" });
console.log(organization.name); // prints: Patience
// #endregion recovers

// #region gives-up
mock.faults.add({ operation: "listMyOrganizations", code: "rate_limited", retryAfterSeconds: 120, times: 1 });
try {
  await plinto.organizations.list();
} catch (error) {
  if (!isPlintoError(error, "rate_limited")) throw error;
  console.log(error.retryAfterMs, error.attempts); // prints: 120000 1
}
// #endregion gives-up

// #region offline
mock.faults.add({ drop: "before" });
const offline = await plinto.organizations.list({}, { retry: { retries: 0 } }).safe();
if (!offline.ok) console.log(offline.error.kind, plinto.session.current !== null); // prints: network true
mock.faults.clear();
// #endregion offline
