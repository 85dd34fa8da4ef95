import { connect } from "node:net";
import express from "express";
import express4 from "express4";
import fastify from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { expressSessionEndpoint } from "../../src/express.ts";
import { fastifySessionEndpoint } from "../../src/fastify.ts";
import { createSessionEndpoint, type SessionEndpoint } from "../../src/index.ts";
import { answerNode, type NodeEndpointRequest } from "../../src/session-endpoint/serve-node.ts";
import { listening } from "../support/serve.ts";

const path = "/api/plinto/v1/auth/sign-in";

const frameworks: { name: string; open(endpoint: SessionEndpoint): Promise<string> }[] = [
  { name: "Express 4", open: (endpoint) => listening(express4().use("/api/plinto", expressSessionEndpoint(endpoint))) },
  { name: "Express 5", open: (endpoint) => listening(express().use("/api/plinto", expressSessionEndpoint(endpoint))) },
  {
    name: "Fastify",
    async open(endpoint) {
      const app = fastify();
      await app.register(fastifySessionEndpoint(endpoint, { path: "/api/plinto" }));
      onTestFinished(() => app.close());
      return app.listen({ port: 0, host: "127.0.0.1" });
    },
  },
];

/** Sends bytes as they are, and gives the line with the status, or nothing where the test goes away first. */
function send(url: string, bytes: string, goesAway: boolean = false): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => resolve(""));
    socket.once("data", (data) => {
      resolve(data.toString().split("\r\n")[0]!);
      socket.destroy();
    });
    socket.write(bytes, () => goesAway && socket.destroy());
  });
}

/** Promises that nobody has waited for: Node ends a process by the first. */
function lostPromises(): unknown[] {
  const lost: unknown[] = [];
  const note = (reason: unknown): unknown => lost.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return lost;
}

const api = (): SessionEndpoint => createSessionEndpoint({ baseUrl: "https://api.example.test", fetch: async () => Response.json({}) });

describe.each(frameworks)("$name", ({ open }) => {
  // Express 4 waits for no promise: a request that no Request can be made of ended the whole process.
  test("whatever strangers send is answered, and the server goes on", async () => {
    const lost = lostPromises();
    const url = await open(api());
    expect(await send(url, `TRACE ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe("HTTP/1.1 405 Method Not Allowed");
    expect(await send(url, `POST ${path} HTTP/1.1\r\nHost: a:b:c\r\nContent-Length: 0\r\n\r\n`)).toBe("HTTP/1.1 400 Bad Request");
    expect(await send(url, `POST /api/plinto// HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`)).toBe("HTTP/1.1 404 Not Found");
    expect(await send(url, `POST http://[ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d /);
    await send(url, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{`, true);
    expect((await fetch(url + path, { method: "POST", headers: { origin: url } })).status).toBe(200);
    expect(lost).toEqual([]);
  });
});

test("what fails while an answer is sent is told to Express, which waits for no promise", async () => {
  const told: unknown[] = [];
  const gone = new Error("headers were sent already");
  const setHeader = (): never => {
    throw gone;
  };
  await expressSessionEndpoint(api())(parsed({}), { statusCode: 200, setHeader, end: () => expect.unreachable() }, (error) => told.push(error));
  expect(told).toEqual([gone]);
});

/** A request of Node whose body a parser has been at. */
function parsed(given: Partial<NodeEndpointRequest>, sent: string = ""): NodeEndpointRequest {
  return {
    method: "POST",
    url: path,
    ...given,
    headers: { host: "app.example.test", origin: "https://app.example.test", ...given.headers },
    async *[Symbol.asyncIterator]() {
      if (sent !== "") yield sent;
    },
  };
}

const json = { "content-type": "application/json" };

// Parsers of Express 4 leave {} for what they do not read: a sign-out without a body became one of no media type, 415.
test.each<[string, NodeEndpointRequest, string | null]>([
  ["no body", parsed({ body: {} }), null],
  ["a body of no length", parsed({ body: {}, headers: { "content-length": "0" } }), null],
  ["an empty object that was sent", parsed({ body: {}, readableDidRead: true, headers: { ...json, "content-length": "2" } }), "{}"],
  ["a body that the parser left alone", parsed({ body: {}, readableDidRead: false, headers: { ...json, "content-length": "7" } }, '{"a":1}'), '{"a":1}'],
  [
    "a body in pieces that the parser left alone",
    parsed({ body: {}, readableDidRead: false, headers: { ...json, "transfer-encoding": "chunked" } }, "[]"),
    "[]",
  ],
  ["a body that was parsed elsewhere", parsed({ body: { a: 1 }, headers: json }), '{"a":1}'],
])("behind a parser, %s is what it was", async (_, request, body) => {
  const bodies: (string | null)[] = [];
  const endpoint = createSessionEndpoint({
    baseUrl: "https://api.example.test",
    fetch: async (__, init) => {
      bodies.push(init.body as string | null);
      return Response.json({});
    },
  });
  expect((await answerNode(endpoint, request)).status).toBe(200);
  expect(bodies).toEqual([body]);
});
