import { createClient, createPlinto } from "@plinto/core";
import { createOrganization, getEnvironment } from "@plinto/core/operations";
import { createMock } from "@plinto/mock";

const mock = createMock();

// #region key
const { baseUrl, fetch } = mock.connect();
const client = createClient({ baseUrl, fetch, secretKey: mock.keys.secretKey });
const environment = await getEnvironment(client);
const organization = await createOrganization(client, { name: "Initech", ownerUserId: mock.seed.users.ada.id });
console.log(environment.id.startsWith("env_"), organization.slug); // prints: true initech
// #endregion key

// #region request-bound
const { storage: _, ...transport } = mock.connect();
const plinto = createPlinto(transport);
const accessToken = await createPlinto(mock.as("ada")).session.getToken();

const forThisRequest = plinto.withSession(accessToken!);
console.log((await forThisRequest.organizations.get({ orgId: organization.id })).name); // prints: Initech
// #endregion request-bound
