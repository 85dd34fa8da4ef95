import { expect, test } from "vitest";
import { defineSeed, createMock } from "../../../src/index.ts";
import { asEnvironment, signedIn } from "../../api.ts";
import { cause, endpoint, still } from "../../webhooks/ground.ts";

const secret = { Authorization: "Bearer top-4711", "X-Api-Key": "key-4712" };
const elsewhere = "https://elsewhere.test/";

// Whoever may change the address could not read the headers, and had them sent to a receiver of their own.
test.each([
  ["nothing about headers", {}, "Authorization, X-Api-Key"],
  ["other headers", { customHeaders: { "X-Other": "1" } }, "Authorization, X-Api-Key"],
  ["one of them, in other letters", { customHeaders: { authorization: "Bearer mine" } }, "X-Api-Key"],
])("an address at another origin with %s is refused while headers are kept", async (_what, patch, stray) => {
  const mock = still();
  const { path, receiver } = await endpoint(mock, { customHeaders: secret });
  const answer = await (await signedIn(mock, "grace")).patch(path, { url: elsewhere, ...patch });
  expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ pointer: "/customHeaders", code: "required" }] } });
  expect(answer.body.errors[0].message).toContain(`must say ${stray} anew`);
  expect((await asEnvironment(mock).get(path)).body).toMatchObject({ url: receiver.url, version: 1 });
});

test.each([
  ["all of them said anew", { customHeaders: { Authorization: "Bearer new", "x-api-key": "new" } }, ["Authorization", "x-api-key"]],
  ["each said anew or dropped", { customHeaders: { Authorization: "Bearer new", "X-Api-Key": null } }, ["Authorization"]],
  ["all dropped", { customHeaders: null }, []],
])("an address at another origin is taken with headers: %s", async (_what, patch, names) => {
  const mock = still();
  const { path } = await endpoint(mock, { customHeaders: secret });
  expect(await asEnvironment(mock).patch(path, { url: elsewhere, ...patch })).toMatchObject({
    status: 200,
    body: { url: elsewhere, customHeaderNames: names },
  });
});

test("another path at the same origin keeps the headers", async () => {
  const mock = still();
  const { path } = await endpoint(mock, { customHeaders: secret, events: ["team.created"] });
  const other = mock.webhooks.receiver();
  expect((await asEnvironment(mock).patch(path, { url: other.url })).status).toBe(200);
  await cause(mock);
  expect((await other.waitFor("team.created")).headers).toMatchObject(secret);
});

// Six changes of twenty each made 120 headers, 124 kB with every delivery.
test("an endpoint has at most 20 custom headers, however they come", async () => {
  const mock = still();
  const { path } = await endpoint(mock);
  const headers = (from: number, count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${from + at}`, "v"]));
  expect((await asEnvironment(mock).patch(path, { customHeaders: headers(0, 20) })).body.customHeaderNames).toHaveLength(20);
  expect(await asEnvironment(mock).patch(path, { customHeaders: headers(20, 1) })).toMatchObject({
    status: 400,
    body: { code: "validation_failed", errors: [{ pointer: "/customHeaders", code: "maxProperties" }] },
  });
  expect((await asEnvironment(mock).patch(path, { customHeaders: { ...headers(20, 1), "X-0": null } })).body.customHeaderNames).toHaveLength(20);
  const seed = defineSeed({ webhooks: { crm: { url: "https://receiver.plinto.test/1", customHeaders: headers(0, 21) } } });
  expect(() => createMock({ seed })).toThrow(expect.objectContaining({ code: "seed_invalid" }));
});
