import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { setupMockServer } from "../../src/doors/node.ts";
import { serveMock } from "../../src/doors/server.ts";
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

/** The engine cannot be loaded until the answer is called. */
function breakEngine(): () => void {
  vi.doMock("../../src/graphql/world.ts", () => {
    throw new TypeError("x is not a function");
  });
  return () => vi.doUnmock("../../src/graphql/world.ts");
}

test("an engine that cannot be loaded answers graphql: not_implemented with the reason, and is tried again", async () => {
  const mend = breakEngine();
  const mock = mockWithGraphql();
  await mock.ready();
  const refused = await ask(mock, "{ version { api } }", { accept: "application/json" });
  expect([refused.status, refused.code, refused.detail]).toEqual([501, "not_implemented", expect.stringMatching(/^GraphQL could not be loaded\. /)]);
  mend();
  expect((await ask(mock, "{ version { api } }")).data).toEqual({ version: { api: "2026-11-01" } });
});

// It was a bug of the mock over a server, and an unhandled rejection under msw.
test("an engine that cannot be loaded refuses a socket as it refuses a request", async () => {
  const mend = breakEngine();
  const mock = mockWithGraphql();
  const { url, close } = await serveMock(mock);
  const asked = request(`${url}/v1/graphql`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-protocol": "graphql-transport-ws",
    },
  }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const problem: unknown = JSON.parse(await text(answer));
  expect([answer.statusCode, problem]).toEqual([
    501,
    expect.objectContaining({ code: "not_implemented", detail: expect.stringMatching(/^GraphQL could not be loaded\. /) }),
  ]);
  await close();
  mend();
});

test("an engine that cannot be loaded ends the socket of a program under msw", async () => {
  const mend = breakEngine();
  const mock = mockWithGraphql();
  const server = setupMockServer(mock);
  server.listen();
  const socket = new WebSocket(`${mock.baseUrl.replace("http", "ws")}/v1/graphql`, ["graphql-transport-ws"]);
  const [{ code }] = (await once(socket, "close")) as [CloseEvent];
  expect(code).toBe(1006);
  server.close();
  mend();
});
