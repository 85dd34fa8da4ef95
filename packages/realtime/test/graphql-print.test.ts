import { parse, print } from "graphql";
import { expect, test } from "vitest";
import { textOf } from "../src/graphql/document.ts";

const documents = [
  "{ me { id } }",
  "query People($id: ID!, $first: Int = 3, $tags: [String!]) @live { it: organization(orgId: $id) { ...Org @include(if: true) members(first: $first) { nodes { role } } } } fragment Org on Organization { name }",
  'mutation { createTeam(orgId: "org_1", input: { name: "a \\"b\\" \\\\ \\n ü", n: [1, -2.5e3, true, null, ENUM, { x: [] }] }) { id } }',
  'subscription S { organizationEvents(orgId: "o") { ... on Event { type } ... { id } ... @skip(if: false) { data } } }',
  'query { text(block: """\n  two\n  lines\n""") }',
];

test.each(documents)("a parsed document is written out as graphql itself would read it: %s", (text) => {
  expect(print(parse(textOf(parse(text) as never)))).toBe(print(parse(print(parse(text)).replace(/"""[^]*?"""/, '"two\\nlines"'))));
});

test("what is no document is told so", () => {
  for (const wrong of [{}, "", { kind: "Document", definitions: [{ kind: "ObjectTypeDefinition" }] }])
    expect(() => textOf(wrong as never)).toThrow("This is no document");
});

test("a document of a code generator that is a text already is taken as it is", () => {
  expect(textOf({ toString: () => "{ me { id } }" })).toBe("{ me { id } }");
});
