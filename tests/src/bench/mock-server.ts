/** The mock behind its server door, in a process of its own. */
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";

const mock = createMock();
const { url } = await serveMock(mock);
process.send?.({ url, secretKey: mock.keys.secretKey, orgId: mock.seed.organizations.acme.id, ownerId: mock.seed.users.ada.id });
