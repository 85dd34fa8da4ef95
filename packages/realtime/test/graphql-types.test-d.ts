import { initGraphQLTada } from "gql.tada";
import { expectTypeOf, test } from "vitest";
import type { Graphql, GraphqlAnswer, GraphqlScalars, GraphqlSchema } from "../src/graphql/graphql.ts";

declare const graphql: Graphql;
const gql = initGraphQLTada<{ introspection: GraphqlSchema; scalars: GraphqlScalars }>();

test("a document that gql.tada reads says what comes of it and what it takes", () => {
  const document = gql(
    `query ($id: ID!, $first: Int) { organization(orgId: $id) { name version createdAt members(first: $first) { nodes { role user { name } } } } }`,
  );
  type Answer = Awaited<ReturnType<typeof ask>>;
  const ask = () => graphql.request(document, { id: "org_1", first: 3 });
  expectTypeOf<NonNullable<Answer["organization"]>["name"]>().toEqualTypeOf<string>();
  expectTypeOf<NonNullable<Answer["organization"]>["version"]>().toEqualTypeOf<number>();
  expectTypeOf<NonNullable<Answer["organization"]>["createdAt"]>().toEqualTypeOf<string>();
  expectTypeOf<NonNullable<NonNullable<Answer["organization"]>["members"]>["nodes"][number]["role"]>().toEqualTypeOf<"viewer" | "member" | "admin" | "owner">();
  // @ts-expect-error the organization is missing
  void graphql.request(document, { first: 3 });
});

test("a union is told apart by the name of its type, and an input is typed down to its members", () => {
  const signIn = gql(
    `mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on SignInComplete { session { id } } ... on MfaRequired { pendingToken } } }`,
  );
  const ask = () => graphql.request(signIn, { input: { email: "ada@acme.test", password: "secret" } });
  type Result = NonNullable<Awaited<ReturnType<typeof ask>>["signIn"]>;
  expectTypeOf<Extract<Result, { __typename: "SignInComplete" }>["session"]["id"]>().toEqualTypeOf<string>();
  // @ts-expect-error an e-mail address is a text
  void graphql.request(signIn, { input: { email: 1, password: "secret" } });
});

test("a subscription gives answers of its document, and a gap is never left open", () => {
  const events = gql(`subscription ($id: ID!) { organizationEvents(orgId: $id) { id type sequence data } }`);
  const listen = () => graphql.subscribe(events, { id: "org_1" }, { onGap: () => {} });
  type Item = ReturnType<typeof listen> extends AsyncIterable<GraphqlAnswer<infer Result>> ? Result : never;
  expectTypeOf<NonNullable<Item["organizationEvents"]>["sequence"]>().toEqualTypeOf<number>();
  expectTypeOf<NonNullable<Item["organizationEvents"]>["data"]>().toEqualTypeOf<unknown>();
  // @ts-expect-error what to do about a gap is never optional
  void graphql.subscribe(events, { id: "org_1" }, {});
});
