import { expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { api, asEnvironment, orgId } from "../api.ts";

test("a publishable key of another environment is refused, on public operations too", async () => {
  const mock = createMock();
  const other = mock.world("other");
  await other.ready();
  const refused = await api(mock).get("/v1/health", { "plinto-publishable-key": other.keys.publishableKey });
  expect(refused).toMatchObject({ status: 401, body: { code: "api_key_invalid", detail: "The publishable key belongs to another environment." } });
  expect((await api(mock).get("/v1/health", { "plinto-publishable-key": mock.keys.publishableKey })).status).toBe(200);
});

test("a page of an origin that the environment does not know is refused and may read nothing", async () => {
  const mock = createMock();
  const refused = await api(mock).get("/v1/health", { origin: "https://evil.test" });
  expect(refused).toMatchObject({ status: 403, body: { code: "origin_not_allowed" } });
  expect(refused.headers.get("access-control-allow-origin")).toBeNull();
});

test("a call whose path and header name different organizations is refused", async () => {
  const mock = createMock();
  const both = { "plinto-organization": orgId(mock, "globex") };
  expect(await asEnvironment(mock).get(`/v1/organizations/${orgId(mock, "acme")}`, both)).toMatchObject({
    status: 400,
    body: { code: "organization_mismatch" },
  });
});
