import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { ask, codes, mockWithGraphql } from "./asking.ts";

const introspection = "{ __schema { types { name fields { name type { kind ofType { kind ofType { name } } } } } } }";

async function fresh(): Promise<ReturnType<typeof mockWithGraphql>> {
  const mock = mockWithGraphql();
  await mock.ready();
  return mock;
}

test("without an engine the path answers graphql: not_implemented", async () => {
  const mock = createMock();
  const response = await mock.fetch(`${mock.baseUrl}/v1/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"query":"{ me { id } }"}',
  });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([501, "not_implemented"]);
});

test("the option graphql takes an engine and nothing else", () => {
  expect(() => createMock({ graphql: {} as never })).toThrow("The option graphql takes `graphql` of @plinto/mock/graphql.");
});

test("the schema can be asked for, as deep as tools do", async () => {
  const mock = await fresh();
  const { data, errors } = await ask(mock, introspection);
  expect(errors).toEqual([]);
  expect(data!["__schema"].types.length).toBeGreaterThan(300);
});

test("a faulty document is a bad request to who knows the media type, and a good one to everybody else", async () => {
  const mock = await fresh();
  for (const query of ["{", "{ nobody }", "query A { me { id } } query B { me { id } }", "{ organization { id } }"]) {
    const modern = await ask(mock, query);
    expect([modern.status, modern.type, modern.errors[0]!.extensions.code]).toEqual([400, "application/graphql-response+json", "validation_failed"]);
    const legacy = await ask(mock, query, { accept: "application/json" });
    expect([legacy.status, legacy.type, legacy.errors[0]!.extensions.code]).toEqual([200, "application/json", "validation_failed"]);
  }
  const variables = await ask(mock, { query: "query($o: ID!) { organization(orgId: $o) { id } }", variables: {} });
  expect([variables.status, variables.data, variables.errors[0]!.message]).toEqual([400, undefined, expect.stringContaining("$o")]);
  const chosen = await ask(mock, { query: "query A { health { status } } query B { version { api } }", operationName: "B" });
  expect(chosen.data).toEqual({ version: { api: "2026-11-01" } });
});

// A regular expression found the type wherever it stood, whatever the quality said.
test.each<[string | undefined, string]>([
  [undefined, "application/json"],
  ["", "application/json"],
  ["*/*", "application/json"],
  ["application/*", "application/json"],
  ["text/html", "application/json"],
  ["application/json", "application/json"],
  ["application/graphql-response+json", "application/graphql-response+json"],
  ["Application/GraphQL-Response+JSON; charset=utf-8", "application/graphql-response+json"],
  ["application/json, application/graphql-response+json", "application/graphql-response+json"],
  ["application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"],
  ["application/graphql-response+json, */*", "application/graphql-response+json"],
  ["application/json, application/graphql-response+json;q=0.1", "application/json"],
  ["application/graphql-response+json;q=0.5, */*;q=0.8", "application/json"],
  ["application/graphql-response+json;q=0, application/json", "application/json"],
  ['text/html;note="application/graphql-response+json", application/json', "application/json"],
])("to who accepts %s the answer is %s", async (accept, type) => {
  const mock = await fresh();
  const response = await mock.fetch(`${mock.baseUrl}/v1/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(accept !== undefined && { accept }) },
    body: '{"query":"{ nobody }"}',
  });
  expect([response.headers.get("content-type"), response.status]).toEqual([type, type === "application/json" ? 200 : 400]);
});

test("a request that is none is refused as every operation refuses it", async () => {
  const mock = await fresh();
  const send = async (body: string, type = "application/json"): Promise<[number, string]> => {
    const response = await mock.fetch(`${mock.baseUrl}/v1/graphql`, { method: "POST", headers: { "content-type": type }, body });
    return [response.status, ((await response.json()) as { code: string }).code];
  };
  expect(await send("{")).toEqual([400, "malformed_json"]);
  expect(await send('[{"query":"{ me { id } }"}]')).toEqual([400, "validation_failed"]);
  expect(await send("{}")).toEqual([400, "validation_failed"]);
  expect(await send('{"query":7}')).toEqual([400, "validation_failed"]);
  expect(await send('{"query":"{ me { id } }"}', "text/plain")).toEqual([415, "unsupported_media_type"]);
  expect(await send(JSON.stringify({ query: `# ${"x".repeat(1_100_000)}` }))).toEqual([413, "payload_too_large"]);
});

/** Documents that would cost the server dearly, each in its own way. */
const attacks: Record<string, string> = {
  "pages within pages":
    "{ organizations(first: 100) { nodes { members(first: 100) { nodes { organization { members(first: 100) { nodes { userId } } } } } } } }",
  "a nest of 14 levels that costs little": `{ organizations(first: 1) { nodes { ${"members(first: 1) { nodes { organization { ".repeat(4)}id${" } } }".repeat(4)} } } }`,
  "thousands of names for one field": `{ ${Array.from({ length: 501 }, (_, index) => `a${index}: __typename`).join(" ")} }`,
  "thousands of operations under other names": `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: organizations(first: 100) { nodes { stats { members { total } } } }`).join(" ")} }`,
  "fragments that double again and again": `{ me { ...F0 } } ${Array.from({ length: 30 }, (_, index) => `fragment F${index} on User { ...F${index + 1} ...F${index + 1} }`).join(" ")} fragment F30 on User { id }`,
  "a directive again and again": `{ health { status ${"@skip(if: false) ".repeat(2600)} } }`,
  "a nest that no parser holds": `{ a ${"{ a ".repeat(4000)} ${"}".repeat(4000)} }`,
  "a list in a list in a list": `{ users(q: ${"[".repeat(4500)}${"]".repeat(4500)}) { nodes { id } } }`,
  "a flood of tokens": `{ ${"me ".repeat(10_001)} }`,
};

test.each(Object.entries(attacks))("graphql: query_too_complex for %s, in no time, and others are served", async (_name, query) => {
  const mock = await fresh();
  await ask(mock, "{ version { api } }");
  const begun = performance.now();
  const { status, errors } = await ask(mock, query);
  expect(performance.now() - begun).toBeLessThan(2000);
  expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([400, ["query_too_complex"]]);
  expect(errors[0]!.message).toMatch(/most|tokens/);
  const asProblem = await ask(mock, query, { accept: "application/json" });
  expect([asProblem.status, asProblem.type, asProblem.code]).toEqual([400, "application/problem+json", "query_too_complex"]);
  expect((await ask(mock, "{ version { api } }")).data).toEqual({ version: { api: "2026-11-01" } });
});

test("a fragment that holds itself, and faults without end, are told in no time", async () => {
  const mock = await fresh();
  const cycle = await ask(mock, "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }");
  expect([cycle.status, cycle.errors[0]!.message]).toEqual([400, expect.stringContaining("within itself")]);
  const unknown = await ask(mock, `{ ${Array.from({ length: 400 }, (_, index) => `x${index}`).join(" ")} }`);
  expect(unknown.status).toBe(400);
  expect(unknown.errors.length).toBeLessThan(25);
  const begun = performance.now();
  expect((await ask(mock, `{ ${"version { api } ".repeat(240)} }`)).data).toEqual({ version: { api: "2026-11-01" } });
  expect(performance.now() - begun).toBeLessThan(2000);
});

test("what a document costs is what it can come to, and an answer says it", async () => {
  const mock = await fresh();
  const cost = async (query: string, variables = {}): Promise<number> => (await ask(mock, { query, variables })).extensions!["cost"];
  expect(await cost("{ health { status } }")).toBe(1);
  expect(await cost("{ __typename }")).toBe(0);
  expect(await cost("{ a: health { status } b: health { status } }")).toBe(2);
  expect(await cost("{ users { nodes { id } } }")).toBe(1);
  expect(await cost("query($n: Int) { invitations(first: $n) { nodes { organization { id } invitedByUser { id } } } }", { n: 10 })).toBe(21);
  expect(await cost("{ invitations { edges { node { ...I } } } } fragment I on Invitation { organization { id } }")).toBe(21);
});

test("a document is known by its hash once it was sent with it", async () => {
  const mock = await fresh();
  const query = "{ version { api } }";
  const hash = createHash("sha256").update(query).digest("hex");
  const named = { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
  expect((await ask(mock, named)).errors.map(({ extensions }) => extensions.code)).toEqual(["persisted_query_unknown"]);
  expect((await ask(mock, { ...named, query: `${query} ` })).errors[0]!.extensions).toMatchObject({
    code: "validation_failed",
    errors: [{ pointer: "/extensions/persistedQuery/sha256Hash" }],
  });
  expect((await ask(mock, { ...named, query })).data).toEqual({ version: { api: "2026-11-01" } });
  expect((await ask(mock, named)).data).toEqual({ version: { api: "2026-11-01" } });
});

// Each time that somebody sent a document again with its hash, the oldest of another client was forgotten.
test("a document that is sent again with its hash pushes no other one out, and the 501st pushes out the first", async () => {
  const mock = await fresh();
  const persisted = (query: string): object => ({ persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(query).digest("hex") } });
  const documents = Array.from({ length: 501 }, (_, number) => `{ a${number}: __typename }`);
  const send = (query: string): Promise<unknown> => ask(mock, { query, extensions: persisted(query) });
  for (const query of documents.slice(0, 500)) await send(query);
  await send(documents[499]!);
  expect(await ask(mock, { extensions: persisted(documents[0]!) })).toMatchObject({ data: { a0: "Query" }, errors: [] });
  await send(documents[500]!);
  expect(codes(await ask(mock, { extensions: persisted(documents[0]!) }))).toEqual({ "": "persisted_query_unknown" });
  expect(await ask(mock, { extensions: persisted(documents[1]!) })).toMatchObject({ data: { a1: "Query" }, errors: [] });
});

test("graphql: persisted_query_unknown when nobody sent the document", async () => {
  const mock = await fresh();
  const { status, code, type } = await ask(
    mock,
    { extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } },
    { accept: "application/json" },
  );
  expect([status, code, type]).toEqual([400, "persisted_query_unknown", "application/problem+json"]);
});

test("a subscription over HTTP is told where subscriptions are", async () => {
  const mock = await fresh();
  const { status, errors } = await ask(mock, `subscription { organizationEvents(orgId: "org_01hzy3v5q8w9x0a1b2c3d4e5f6") { id } }`);
  expect([status, errors[0]!.message]).toEqual([400, expect.stringContaining("graphql-transport-ws")]);
});
