import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));

// #region lost-answer
mock.faults.add({ operation: "createOrganization", drop: "after", times: 1 });
await plinto.organizations.create({ name: "Once" });
console.log(mock.requests.filter((request) => request.operationId === "createOrganization").length); // prints: 2
console.log(mock.events.filter((event) => event.type === "organization.created").length); // prints: 1
// #endregion lost-answer

// #region own-key
const first = await plinto.organizations.create({ name: "Twice" }, { idempotencyKey: "order-4711" });
const second = await plinto.organizations.create({ name: "Twice" }, { idempotencyKey: "order-4711" });
console.log(first.id === second.id); // prints: true
// #endregion own-key
