/** What GraphQL adds to the operation that it runs: the same read, as the same caller, on both ways. */
import { createMock, defineSeed } from "@plinto/mock";
import { graphql } from "@plinto/mock/graphql";
import { measure, micro, noiseOf, ratio, type Measured, type Row } from "./round.ts";

const seed = defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada" } } });

/** The cost of a query against that of the same REST call. */
export async function graphqlRows(): Promise<Row[]> {
  const mock = createMock({ seed, graphql });
  await mock.ready();
  const orgId = mock.seed.organizations.acme.id;
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  const body = JSON.stringify({
    query: "query ($id: ID!) { organization(orgId: $id) { id name slug externalId logoUrl status plan publicMetadata deletesAt version createdAt updatedAt } }",
    variables: { id: orgId },
  });
  const overRest = async (): Promise<void> => {
    const response = await mock.fetch(`${mock.baseUrl}/v1/organizations/${orgId}`, { headers });
    if (((await response.json()) as { id: string }).id !== orgId) throw new Error("REST answered something else");
  };
  const overGraphql = async (): Promise<void> => {
    const response = await mock.fetch(`${mock.baseUrl}/v1/graphql`, { method: "POST", headers, body });
    if (((await response.json()) as { data: { organization: { id: string } } }).data.organization.id !== orgId)
      throw new Error("GraphQL answered something else");
  };
  const repeat =
    (fn: () => Promise<void>) =>
    async (calls: number): Promise<void> => {
      for (let made = 0; made < calls; made += 1) await fn();
    };
  const [rest, query] = (await measure(
    [
      { name: "REST", run: repeat(overRest) },
      { name: "GraphQL", run: repeat(overGraphql) },
    ],
    1_000,
    9,
  )) as [Measured, Measured];
  const times = query.medianMicroseconds / rest.medianMicroseconds;
  return [
    {
      path: `getOrganization over GraphQL (${micro(query.medianMicroseconds)}) against REST (${micro(rest.medianMicroseconds)})`,
      value: ratio(times),
      must: "≤ 3 ×",
      held: times <= 3,
      noise: noiseOf("REST", rest.spread),
    },
  ];
}
