import { expect, test } from "vitest";
import type { Document } from "../../src/description/openapi.ts";
import { specRules } from "../../src/spec-rules/all.ts";
import { libraryDocument } from "./library-document.ts";

function problemsOf(ruleName: string, document: Document): string[] {
  return specRules.find((rule) => rule.name === ruleName)!.check(document);
}

/** Sets or, with undefined, removes the value at a path of the document. */
function broken(changes: readonly (readonly [path: readonly string[], value: unknown])[]): Document {
  const document = libraryDocument();
  for (const [path, value] of changes) {
    let target = document as unknown as Record<string, unknown>;
    for (const key of path.slice(0, -1)) target = target[key] as Record<string, unknown>;
    if (value === undefined) delete target[path.at(-1)!];
    else target[path.at(-1)!] = value;
  }
  return document;
}

const books = ["paths", "/v1/organizations/{orgId}/books"];
const list = [...books, "get"];
const create = [...books, "post"];
const schemas = ["components", "schemas"];
const registries = ["x-plinto-registries"];
const redirect = { description: "On.", headers: { Location: { $ref: "#/components/headers/Link" } } };

test("no rule finds anything in a sound description", () => {
  expect(specRules.flatMap((rule) => rule.check(libraryDocument()).map((problem) => `${rule.name}: ${problem}`))).toEqual([]);
});

interface BadFragment {
  rule: string;
  when: string;
  change: readonly (readonly [readonly string[], unknown])[];
  says: string;
}

const table: readonly BadFragment[] = [
  {
    rule: "graphql-schema",
    when: "a GraphQL name says what can be derived",
    change: [[[...create, "x-plinto-graphql"], { field: "createBook" }]],
    says: "createBook is called createBook in GraphQL anyway: leave x-plinto-graphql out",
  },
  { rule: "operation-ids", when: "an operationId has a dot", change: [[[...list, "operationId"], "books.list"]], says: "books.list is not camelCase" },
  {
    rule: "operation-ids",
    when: "two operations share an id",
    change: [[[...create, "operationId"], "listBooks"]],
    says: "listBooks is already the operationId of",
  },
  {
    rule: "operation-ids",
    when: "an operation is named like a webhook",
    change: [[[...create, "operationId"], "webhookBook"]],
    says: "may not begin with webhook",
  },
  {
    rule: "operation-ids",
    when: "a webhook is named like an operation",
    change: [[["webhooks", "book.created", "post", "operationId"], "bookCreated"]],
    says: "has to begin with webhook",
  },
  { rule: "operation-parts", when: "a description is missing", change: [[[...list, "description"], undefined]], says: "listBooks has no description" },
  { rule: "operation-parts", when: "a summary is a sentence", change: [[[...list, "summary"], "List books."]], says: "ends without a full stop" },
  { rule: "operation-parts", when: "a tag is unknown", change: [[[...list, "tags"], ["films"]]], says: "unknown tag films" },
  { rule: "operation-parts", when: "security is missing", change: [[[...list, "security"], undefined]], says: "add security" },
  {
    rule: "operation-parts",
    when: "a mutation says nothing about repetition",
    change: [[[...create, "x-plinto-idempotency"], undefined]],
    says: "createBook changes something and has no x-plinto-idempotency",
  },
  {
    rule: "sdk-names",
    when: "two operations share a name",
    change: [[[...create, "x-plinto-sdk", "method"], "list"]],
    says: "books.list is already the name of listBooks",
  },
  {
    rule: "sdk-names",
    when: "a method is a resource too",
    change: [[[...create, "x-plinto-sdk", "resource"], "books.list"]],
    says: "books.list is a resource too",
  },
  {
    rule: "sdk-names",
    when: "a scope would hide a method that reaches the tenant",
    change: [
      [[...create, "x-plinto-sdk"], { resource: "organizations.books", method: "list", kind: "list", audience: "both" }],
      [[...list, "x-plinto-permission", "tenant"], "path"],
    ],
    says: "organizations.books.list hides books.list",
  },
  {
    rule: "sdk-names",
    when: "an alias leads nowhere",
    change: [[[...create, "x-plinto-sdk", "alias"], "addBook"]],
    says: "alias of the unknown operation addBook",
  },
  {
    rule: "parameter-names",
    when: "the body repeats a name of the path",
    change: [[[...schemas, "CreateBook", "properties", "orgId"], { type: "string" }]],
    says: "createBook has orgId in path and in the body",
  },
  { rule: "parameter-names", when: "the path has an undeclared parameter", change: [[[...books, "parameters"], []]], says: "does not declare {orgId}" },
  {
    rule: "parameter-names",
    when: "a parameter is named like an option of the call",
    change: [[[...schemas, "CreateBook", "properties", "signal"], { type: "string" }]],
    says: "a name of the call itself",
  },
  {
    rule: "separate-shapes",
    when: "a property is readOnly",
    change: [[[...schemas, "Book", "properties", "title", "readOnly"], true]],
    says: "Book.title is readOnly",
  },
  {
    rule: "separate-shapes",
    when: "a sent property has a default",
    change: [[[...schemas, "CreateBook", "properties", "title", "default"], "Untitled"]],
    says: "CreateBook.title has a default",
  },
  { rule: "unions", when: "properties stand beside oneOf", change: [[[...schemas, "Medium", "properties"], {}]], says: "Medium has properties beside a union" },
  {
    rule: "unions",
    when: "a union has no discriminator",
    change: [[[...schemas, "Medium", "discriminator"], undefined]],
    says: "Medium is oneOf without a discriminator",
  },
  {
    rule: "unions",
    when: "the mapping leaves a branch out",
    change: [[[...schemas, "Medium", "discriminator", "mapping", "map"], undefined]],
    says: "the mapping leaves out Map",
  },
  {
    rule: "unions",
    when: "a branch does not require the discriminating property",
    change: [[[...schemas, "Map", "required"], []]],
    says: "kind is optional in Map",
  },
  {
    rule: "unions",
    when: "a union is anyOf",
    change: [[[...schemas, "Book", "properties", "title"], { anyOf: [{ type: "string" }, { type: "integer" }] }]],
    says: "Book.title is anyOf",
  },
  {
    rule: "property-names",
    when: "a property is in snake case",
    change: [[[...schemas, "Book", "properties", "sub_title"], { type: "string" }]],
    says: "Book.sub_title is not camelCase",
  },
  {
    rule: "property-names",
    when: "a timestamp is not named …At",
    change: [[[...schemas, "Book", "properties", "printed"], { $ref: "#/components/schemas/Timestamp" }]],
    says: "Book.printed is a timestamp",
  },
  {
    rule: "property-names",
    when: "text is named …At",
    change: [[[...schemas, "Book", "properties", "soldAt"], { type: "string" }]],
    says: "Book.soldAt is named like a timestamp",
  },
  {
    rule: "property-names",
    when: "a duration is in milliseconds",
    change: [[[...schemas, "Book", "properties", "loanMs"], { type: "integer" }]],
    says: "named …Seconds",
  },
  { rule: "id-patterns", when: "an id has no pattern", change: [[[...schemas, "BookId", "pattern"], undefined]], says: "Book.id needs a pattern" },
  {
    rule: "id-patterns",
    when: "an id takes names and no ids",
    change: [[[...schemas, "BookId", "pattern"], "^(?:first|last)$"]],
    says: "Book.id needs a pattern",
  },
  {
    rule: "id-patterns",
    when: "a path id has no pattern",
    change: [[[...schemas, "OrganizationId", "pattern"], undefined]],
    says: "listBooks, parameter orgId, needs a pattern",
  },
  { rule: "lists", when: "a list takes no cursor", change: [[[...list, "parameters"], []]], says: "listBooks has no parameter cursor" },
  {
    rule: "lists",
    when: "a list answers more than its page",
    change: [[[...schemas, "BookList", "properties", "total"], { type: "integer" }]],
    says: "listBooks answers total beside data and cursors",
  },
  {
    rule: "lists",
    when: "nextCursor cannot be null",
    change: [[[...schemas, "BookList", "properties", "nextCursor"], { type: "string" }]],
    says: "no nextCursor of type string or null",
  },
  { rule: "lists", when: "a page is not declared as one", change: [[[...list, "x-plinto-pagination"], undefined]], says: "has no x-plinto-pagination" },
  { rule: "lists", when: "the Link header is missing", change: [[[...list, "responses", "200", "headers"], {}]], says: "answers no Link header" },
  { rule: "response-bodies", when: "a 200 has no content", change: [[[...list, "responses", "200", "content"], {}]], says: "listBooks 200 has no content" },
  {
    rule: "response-bodies",
    when: "content has no schema",
    change: [[[...create, "responses", "201", "content", "application/json", "schema"], undefined]],
    says: "createBook 201 answers application/json without a schema",
  },
  {
    rule: "response-bodies",
    when: "there are two successes",
    change: [[[...list, "responses", "204"], { description: "None." }]],
    says: "listBooks has 2 success responses",
  },
  {
    rule: "response-bodies",
    when: "a 202 beside the 200 has another shape",
    change: [[[...list, "responses", "202"], { description: "Later.", content: { "application/json": { schema: { $ref: "#/components/schemas/Book" } } } }]],
    says: "listBooks has 2 success responses",
  },
  {
    rule: "response-bodies",
    when: "a redirect names no address",
    change: [[[...list, "responses", "302"], { description: "On." }]],
    says: "listBooks answers 302 without a Location",
  },
  {
    rule: "response-bodies",
    when: "an operation that only redirects is offered to programs",
    change: [[[...list, "responses"], { "302": redirect }]],
    says: "listBooks: x-plinto-sdk names the audience, but where an operation only redirects",
  },
  {
    rule: "response-bodies",
    when: "an operation that answers is for nobody",
    change: [[[...list, "x-plinto-sdk", "audience"], undefined]],
    says: "listBooks: x-plinto-sdk names the audience, but where an operation only redirects",
  },
  {
    rule: "problem-responses",
    when: "the default response is missing",
    change: [[[...list, "responses", "default"], undefined]],
    says: "listBooks has no default response",
  },
  {
    rule: "problem-responses",
    when: "an error answers plain JSON",
    change: [[[...list, "responses", "403", "content"], { "application/json": { schema: {} } }]],
    says: "listBooks 403 does not answer application/problem+json",
  },
  {
    rule: "example-values",
    when: "a request has no example",
    change: [[[...create, "requestBody", "content", "application/json", "examples"], {}]],
    says: "createBook request has no example",
  },
  {
    rule: "example-values",
    when: "an example does not fit",
    change: [[[...create, "requestBody", "content", "application/json", "examples", "book", "value"], { title: 5 }]],
    says: "createBook request, example book: body/title must be string",
  },
  {
    rule: "error-codes",
    when: "a code is unknown",
    change: [
      [
        [...list, "x-plinto-errors"],
        ["permission_denied", "lost"],
      ],
    ],
    says: "listBooks names the unknown code lost",
  },
  {
    rule: "error-codes",
    when: "a code is used by nothing",
    change: [[[...registries, "errorCodes", "lost"], { status: 404, title: "Lost", fix: "Search." }]],
    says: "lost is answered by no operation",
  },
  {
    rule: "error-codes",
    when: "a code does not say what to do",
    change: [[[...registries, "errorCodes", "permission_denied", "fix"], ""]],
    says: "permission_denied does not say what to do",
  },
  {
    rule: "error-codes",
    when: "a code comes with what problems do not have",
    change: [[[...registries, "errorCodes", "permission_denied", "members"], ["shelf"]]],
    says: "permission_denied comes with shelf, which Problem does not have",
  },
  {
    rule: "error-codes",
    when: "problems have what comes with no code",
    change: [[[...schemas, "Problem", "properties", "shelf"], { type: "string" }]],
    says: "Problem.shelf comes with no code",
  },
  {
    rule: "permissions",
    when: "a permission is unknown",
    change: [[[...list, "x-plinto-permission", "anyOf"], [{ permission: "books:burn", scope: "all" }]]],
    says: "listBooks names the unknown permission books:burn",
  },
  {
    rule: "permissions",
    when: "a permission has no tenant",
    change: [[[...list, "x-plinto-permission", "tenant"], undefined]],
    says: "does not say in which organization",
  },
  {
    rule: "permissions",
    when: "nobody holds a permission",
    change: [[[...registries, "roles", "member", "permissions"], []]],
    says: "no role holds books:read",
  },
  {
    rule: "events",
    when: "an event is unknown",
    change: [[[...create, "x-plinto-emits"], ["book.burnt"]]],
    says: "createBook emits the unknown event book.burnt",
  },
  { rule: "events", when: "a read emits", change: [[[...list, "x-plinto-emits"], ["book.created"]]], says: "listBooks only reads and emits book.created" },
  {
    rule: "events",
    when: "a stale key is no read",
    change: [[[...create, "x-plinto-invalidates"], ["createBook"]]],
    says: "createBook makes createBook stale, which is no operation that reads",
  },
  { rule: "events", when: "an event has no webhook", change: [[["webhooks"], {}]], says: "the event book.created is missing in webhooks" },
  {
    rule: "limits-and-features",
    when: "a rate limit is unknown",
    change: [[[...list, "x-plinto-rate-limit"], "fast"]],
    says: "listBooks has the unknown rate limit fast",
  },
  {
    rule: "limits-and-features",
    when: "a feature is unknown",
    change: [[[...create, "x-plinto-feature"], "cellar"]],
    says: "createBook needs the unknown feature cellar",
  },
  {
    rule: "extension-values",
    when: "an extension is unknown",
    change: [[[...list, "x-plinto-colour"], "red"]],
    says: "listBooks has the unknown extension x-plinto-colour",
  },
  {
    rule: "extension-values",
    when: "an extension stands in the wrong place",
    change: [[[...schemas, "Book", "x-plinto-sdk"], {}]],
    says: "x-plinto-sdk, which may not stand on a schema",
  },
  {
    rule: "extension-values",
    when: "a permission arm is unknown",
    change: [[[...list, "x-plinto-permission", "anyOf"], [{ wizard: true }]]],
    says: "listBooks, x-plinto-permission:",
  },
  {
    rule: "extension-values",
    when: "an open enum is none",
    change: [[[...schemas, "Book", "properties", "title", "x-plinto-open-enum"], true]],
    says: "Book.title is marked as an open enum and is none",
  },
  {
    rule: "extension-values",
    when: "a reference leads to no entity",
    change: [[[...schemas, "Book", "properties", "title", "x-plinto-ref"], { entity: "Map", onDelete: "cascade" }]],
    says: "refers to Map, which is no entity",
  },
  {
    rule: "unused-components",
    when: "a component is used by nothing",
    change: [[[...schemas, "Film"], { type: "object" }]],
    says: "schemas/Film is used by nothing",
  },
  {
    rule: "unused-components",
    when: "a reference leads nowhere",
    change: [[[...schemas, "Map", "properties", "kind"], { $ref: "#/components/schemas/Kind" }]],
    says: "schemas/Kind is referred to and does not exist",
  },
  {
    rule: "unambiguous-paths",
    when: "two paths fit one address",
    change: [[["paths"], { "/v1/{a}/x": {}, "/v1/y/{b}": {} }]],
    says: "/v1/{a}/x and /v1/y/{b} both fit some address",
  },
];

for (const { rule, when, change, says } of table) {
  test(`${rule} reports when ${when}`, () => {
    expect(problemsOf(rule, broken(change)).join("\n")).toContain(says);
  });
}

test("a fixed word beside a parameter is no ambiguity", () => {
  expect(problemsOf("unambiguous-paths", broken([[["paths"], { "/v1/users/me": {}, "/v1/users/{userId}": {} }]]))).toEqual([]);
});

test("a navigation may redirect beside its answer, and cause events though it is a GET", () => {
  const document = broken([
    [[...list, "x-plinto-emits"], ["book.created"]],
    [[...list, "responses", "302"], redirect],
  ]);
  expect(specRules.flatMap((rule) => rule.check(document))).toEqual([]);
});

test("an operation that only redirects is for browsers", () => {
  const document = broken([
    [[...list, "x-plinto-sdk", "audience"], undefined],
    [[...list, "responses"], { "302": redirect }],
  ]);
  expect(problemsOf("response-bodies", document)).toEqual([]);
});

test("what comes with a code is a property of problems", () => {
  const document = broken([
    [[...registries, "errorCodes", "permission_denied", "members"], ["shelf"]],
    [[...schemas, "Problem", "properties", "shelf"], { type: "string" }],
  ]);
  expect(problemsOf("error-codes", document)).toEqual([]);
});

test("every rule has a bad fragment that it reports", () => {
  expect(specRules.map((rule) => rule.name).filter((name) => !table.some((row) => row.rule === name))).toEqual([]);
});
