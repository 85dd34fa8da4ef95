import createFetchClient from "openapi-fetch";
import { expect, test } from "vitest";
import { createHttp } from "../src/http.ts";
import { rejection, transportKit } from "./support/fixtures.ts";
import { type Answerer, empty, json, offline, problem, silence } from "./support/scripted-server.ts";

const text: Answerer = () => new Response("hello", { headers: { "content-type": "text/plain" } });
const ok: Answerer = () => json({ id: 1 });

/** Calls as openapi-fetch's users write them: ours must send the same request and give the same result. */
const calls: [title: string, method: string, path: string, init: object | undefined, answer: Answerer][] = [
  ["a plain GET", "GET", "/v1/users/me", undefined, ok],
  ["path parameters", "GET", "/v1/organizations/{orgId}", { params: { path: { orgId: "org/1 ä" } } }, ok],
  ["a query of all kinds", "GET", "/v1/users", { params: { query: { q: "a b", status: ["a", "b"], createdAt: { gte: "x:y" }, page: 2, gone: null } } }, ok],
  ["a JSON body", "POST", "/v1/organizations", { body: { name: "Acme", tags: ["a"] } }, ok],
  ["a body that is a list", "POST", "/v1/users/import", { body: [1, 2] }, ok],
  ["a merge patch", "PATCH", "/v1/users/me", { body: { name: null }, headers: { "Content-Type": "application/merge-patch+json" } }, ok],
  ["a form", "POST", "/oauth2/token", { body: { grant_type: "x" }, headers: { "Content-Type": "application/x-www-form-urlencoded" } }, ok],
  ["header parameters", "GET", "/v1/users/me", { params: { header: { "Plinto-Device": "d" } }, headers: { "x-a": 1, "x-b": null, "x-c": ["1", "2"] } }, ok],
  ["another base URL", "GET", "/v1/users/me", { baseUrl: "https://other.test/" }, ok],
  ["no content", "DELETE", "/v1/users/me", undefined, () => empty()],
  ["text", "GET", "/v1/users/me", { parseAs: "text" }, text],
  ["a blob", "GET", "/v1/users/me", { parseAs: "blob" }, text],
  ["bytes", "GET", "/v1/users/me", { parseAs: "arrayBuffer" }, text],
  ["a problem", "GET", "/v1/users/me", undefined, () => problem(404, "not_found", { detail: "No." })],
  ["an error that is no JSON", "GET", "/v1/users/me", undefined, () => new Response("down", { status: 400 })],
  ["an empty list", "GET", "/v1/users", { params: { query: { status: [] } } }, () => json([])],
];

const comparable = async (result: any): Promise<unknown> => ({
  data: result.data instanceof Blob ? await result.data.text() : result.data instanceof ArrayBuffer ? new TextDecoder().decode(result.data) : result.data,
  error: result.error,
  status: result.response.status,
  isResponse: result.response instanceof Response,
});

test.each(calls)("sends and answers %s as openapi-fetch does", async (_, method, path, init, answer) => {
  const { client } = transportKit();
  const sent: [method: string, url: string, body: string, headers: object][] = [];
  const record: Answerer = (request) => {
    const { "plinto-version": version, traceparent, "idempotency-key": key, ...headers } = Object.fromEntries(request.headers);
    sent.push([request.method, request.url, request.body ?? "", headers]);
    return answer(request);
  };
  const theirs: any = createFetchClient({
    baseUrl: "https://api.test",
    fetch: async (request) => {
      const body = await request.text();
      return record({ method: request.method, url: request.url, headers: request.headers, body } as never);
    },
  });
  const want = await comparable(await theirs[method](path, init));

  const transport = {
    ...client.transport,
    fetch: (url: string, { method: verb, headers, body }: any) => record({ method: verb, url: new URL(url).href, headers, body } as never),
  };
  const ours: any = createHttp({ ...client, transport: transport as never });
  const got = await comparable(await ours[method](path, init));

  expect(got).toEqual(want);
  expect(sent[1]).toEqual(sent[0]);
});

test("streams a body on request", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", text);
  const { data } = (await createHttp(client).GET("/v1/health", { parseAs: "stream" })) as { data: ReadableStream };
  expect(await new Response(data).text()).toBe("hello");
});

test("runs through the pipeline: credentials, key, retries and call options", async () => {
  const { client, server, clock } = transportKit({ secretKey: "sk_test_1" });
  server.on(
    "POST /v1/organizations",
    () => problem(503, "maintenance", {}, { "retry-after": "0" }),
    () => json({ id: "org_1" }, 201),
  );
  const promise = createHttp(client).request("post", "/v1/organizations", { body: { name: "Acme" }, idempotencyKey: "order-7" });
  await clock.advance(0);
  expect((await promise).data).toEqual({ id: "org_1" });
  expect(server.seen.map(({ headers }) => [headers.get("authorization"), headers.get("idempotency-key")])).toEqual([
    ["Bearer sk_test_1", "order-7"],
    ["Bearer sk_test_1", "order-7"],
  ]);
});

test("returns a refusal as error and rejects with everything else", async () => {
  const { client, server, clock } = transportKit({ retry: { retries: 0 } });
  const http = createHttp(client);
  server.on("GET /v1/users/me", () => problem(401, "unauthenticated"), offline, silence);
  const { error, response } = await http.GET("/v1/users/me");
  expect([error?.code, response.status]).toEqual(["unauthenticated", 401]);
  expect(await rejection(http.GET("/v1/users/me"))).toMatchObject({ kind: "network", message: "GET /v1/users/me: no complete answer came" });
  const late = rejection(http.GET("/v1/users/me", { timeoutMs: 10 }));
  await clock.advance(10);
  expect(await late).toMatchObject({ kind: "timeout", code: "timeout" });
});

test("tells hooks the template", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1", () => json({}));
  const paths: string[] = [];
  client.hooks.on("response", ({ call }) => paths.push(`${call.method} ${call.path}`));
  await createHttp(client).GET("/v1/organizations/{orgId}", { params: { path: { orgId: "org_1" } } });
  expect(paths).toEqual(["GET /v1/organizations/{orgId}"]);
});
