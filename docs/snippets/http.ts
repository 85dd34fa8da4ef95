import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));

// #region get
const { data, error, response } = await plinto.http.GET("/v1/organizations/{orgId}", {
  params: { path: { orgId: mock.seed.organizations.acme.id } },
});
console.log(response.status, error, data?.name); // prints: 200 undefined Acme
// #endregion get
