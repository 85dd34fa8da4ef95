import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();

// #region hooks
const plinto = createPlinto({
  ...mock.as("ada"),
  hooks: {
    attempt: ({ call, attempt, status }) => console.log(call.operationId, attempt, status),
    error: ({ call, attempts }) => console.log(`${call.operationId} failed after ${attempts}`),
  },
});
await plinto.organizations.list(); // prints: listMyOrganizations 1 200
// #endregion hooks
