import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "../../src/root.ts";
import { graphqlChanges, missingNames } from "../../src/spec-rules/graphql-changes.ts";

const library = `
type Query {
  book(id: ID!, edition: Int): Book
  shelves(first: Int = 20): [Shelf!]!
}
type Mutation { lend(input: Lending!): Boolean! }
type Book { id: ID! title: String! kind: Kind! note: String }
type Magazine { id: ID! }
type Shelf { id: ID! holds: Thing! }
union Thing = Book | Magazine
enum Kind { NOVEL POEM }
input Lending { bookId: ID! until: String }
scalar Day
`;

test.each<[what: string, from: string, to: string, found: string[]]>([
  ["a field that is gone", " note: String", "", ["Field Book.note was removed."]],
  ["a field of the root that is gone", "  shelves(first: Int = 20): [Shelf!]!\n", "", ["Field Query.shelves was removed."]],
  ["a field under another name", "title: String!", "name: String!", ["Field Book.title was removed."]],
  ["an argument that is gone", ", edition: Int", "", ["Argument Query.book(edition:) was removed."]],
  ["an argument that became required", "edition: Int", "edition: Int!", ["Argument Query.book(edition:) has changed type from Int to Int!."]],
  ["a required argument that is new", "edition: Int", "edition: Int, page: Int!", ["A required argument Query.book(page:) was added."]],
  ["a type that is gone", "scalar Day\n", "", ["Day was removed."]],
  ["a type that became another kind", "scalar Day", "enum Day { MONDAY }", ["Day changed from a Scalar type to an Enum type."]],
  ["a value of an enum that is gone", " POEM", "", ["Enum value Kind.POEM was removed."]],
  ["a type of a union that is gone", " | Magazine", "", ["Magazine was removed from union type Thing."]],
  ["an answer that may be null", "title: String!", "title: String", ["Field Book.title changed type from String! to String."]],
  ["items that may be null", "[Shelf!]!", "[Shelf]!", ["Field Query.shelves changed type from [Shelf!]! to [Shelf]!."]],
  ["an answer of another type", "note: String", "note: Int", ["Field Book.note changed type from String to Int."]],
  ["an input that may not be null any more", "until: String", "until: String!", ["Field Lending.until changed type from String to String!."]],
  ["a required input that is new", "until: String", "until: String, by: ID!", ["A required field Lending.by was added."]],
  ["an input that is gone", " until: String", "", ["Field Lending.until was removed."]],
])("%s breaks", (_what, from, to, found) => {
  expect(library).toContain(from);
  expect(graphqlChanges(library, library.replace(from, to))).toEqual(found);
});

test.each<[what: string, from: string, to: string]>([
  ["nothing", "", ""],
  ["a new field", "note: String", "note: String pages: Int!"],
  ["a new type", "scalar Day", "scalar Day scalar Month"],
  ["a new value of an enum, which the description's own gate judges", "POEM", "POEM ESSAY"],
  ["an optional argument that is new", "edition: Int", "edition: Int, page: Int"],
  ["a required argument with a default", "edition: Int", "edition: Int, page: Int! = 1"],
  ["an optional input that is new", "until: String", "until: String, by: ID"],
  ["an argument that is not required any more", "id: ID!, edition", "id: ID, edition"],
  ["an answer that is never null any more", "note: String", "note: String!"],
  ["a description", "scalar Day", '"A day." scalar Day'],
])("%s breaks nobody", (_what, from, to) => {
  expect(graphqlChanges(library, library.replace(from, to))).toEqual([]);
});

const sdl = readFileSync(inRoot("spec", "dist", "plinto.graphql"), "utf8");

test("the schema that we have breaks nobody who knows it, and has every name that was promised", () => {
  expect(graphqlChanges(sdl, sdl)).toEqual([]);
  expect(missingNames(sdl)).toEqual([]);
});

test("a name that was promised and is gone is named, whatever kind of operation it is", () => {
  const renamed = sdl
    .replace(/^ {2}auditLogs\(/m, "  protocol(")
    .replace(/^ {2}evaluatePolicy\(/m, "  judge(")
    .replace(/^ {2}policyEvaluations\(/gm, "  decisions(");
  expect(missingNames(renamed)).toEqual([
    "the query auditLogs was promised and is not there",
    "the mutation evaluatePolicy was promised and is not there",
    "the subscription policyEvaluations was promised and is not there",
  ]);
  expect(missingNames("type Query { me: ID }")).toContain("the subscription organizationEvents was promised and is not there");
});
