import { createPlinto, isPlintoError } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { graphql as engine } from "@plinto/mock/graphql";
import { createGraphql, type GraphqlScalars, type GraphqlSchema } from "@plinto/realtime/graphql";
import { initGraphQLTada } from "gql.tada";

const mock = createMock({ graphql: engine });
const orgId = mock.seed.organizations.acme.id;
const plinto = createPlinto(mock.as("ada"));

const gql = initGraphQLTada<{ introspection: GraphqlSchema; scalars: GraphqlScalars }>();
const graphql = createGraphql(plinto);

const people = gql(`
  query People($id: ID!) {
    organization(orgId: $id) {
      name
      members(first: 2) { nodes { role user { name } } }
    }
  }
`);
const { organization } = await graphql.request(people, { id: orgId });
console.log(organization?.name, organization?.members?.nodes.map(({ role, user }) => `${user.name}: ${role}`).join(", ")); // prints: Acme Ada Lovelace: owner, Grace Hopper: admin

try {
  await graphql.request("{ environment { id } }");
} catch (error) {
  if (isPlintoError(error, "permission_denied")) console.log("not for Ada"); // prints: not for Ada
}

const teams = gql(`subscription Teams($id: ID!) { organizationEvents(orgId: $id, types: ["team.created"]) { type data } }`);
const subscription = graphql.subscribe(teams, { id: orgId }, { onGap: () => console.log("fetch anew") });
await subscription.ready();
await plinto.organizations.teams.create({ orgId, name: "Night shift" });
for await (const { data } of subscription) {
  console.log(data?.organizationEvents?.type); // prints: team.created
  break;
}
graphql.close();
