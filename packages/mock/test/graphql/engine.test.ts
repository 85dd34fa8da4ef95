import { expect, test, vi } from "vitest";
import { loadFault } from "../../src/graphql/load-fault.ts";
import { ask, mockWithGraphql } from "./asking.ts";

function missing(name: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from the mock`), { code: "ERR_MODULE_NOT_FOUND" });
}

test.each<[string, unknown, string | undefined, string]>([
  ["graphql is not installed", missing("graphql"), "24.1.0", "GraphQL needs the packages graphql and graphql-ws: install them. "],
  ["graphql-ws is not installed", missing("graphql-ws"), undefined, "GraphQL needs the packages graphql and graphql-ws: install them. "],
  [
    "a part of graphql is not there for CommonJS",
    Object.assign(new Error("Cannot find module 'graphql/execution'"), { code: "MODULE_NOT_FOUND" }),
    "22.12.0",
    "GraphQL needs the packages graphql and graphql-ws: install them. ",
  ],
  [
    "Node is older than 22",
    new SyntaxError("Unexpected token"),
    "20.19.4",
    "GraphQL needs Node 22.12 or newer, and this is Node 20.19.4. SyntaxError: Unexpected token",
  ],
  [
    "Node is an older 22",
    Object.assign(new Error("require() of ES Module"), { code: "ERR_REQUIRE_ESM" }),
    "22.11.0",
    "GraphQL needs Node 22.12 or newer, and this is Node 22.11.0. ",
  ],
  ["another package is missing", missing("graphql-tag"), "22.12.0", "GraphQL could not be loaded. Error: Cannot find package 'graphql-tag'"],
  ["anything else went wrong", new TypeError("x is not a function"), "24.1.0", "GraphQL could not be loaded. TypeError: x is not a function"],
  ["anything else went wrong where there is no Node", "no network", undefined, "GraphQL could not be loaded. no network"],
])("that %s is said as it is", (_what, error, node, said) => {
  expect(loadFault(error, node).startsWith(said)).toBe(true);
});

test("an engine that cannot be loaded answers graphql: not_implemented with the reason, and is tried again", async () => {
  vi.doMock("../../src/graphql/world.ts", () => {
    throw new TypeError("x is not a function");
  });
  const mock = mockWithGraphql();
  await mock.ready();
  const refused = await ask(mock, "{ version { api } }", { accept: "application/json" });
  expect([refused.status, refused.code, refused.detail]).toEqual([501, "not_implemented", expect.stringMatching(/^GraphQL could not be loaded\. /)]);
  vi.doUnmock("../../src/graphql/world.ts");
  expect((await ask(mock, "{ version { api } }")).data).toEqual({ version: { api: "2026-11-01" } });
});
