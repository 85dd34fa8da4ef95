import { expect, test } from "vitest";
import { isPlintoError } from "../src/errors.ts";
import { call } from "../src/operation.ts";
import { clientOver } from "../src/client.ts";
import { operations, rejection, transportKit } from "./support/fixtures.ts";
import { empty, json } from "./support/scripted-server.ts";

test("sends path parameters in the path and the rest of a GET in the query", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1/members", () => json({ data: [] }));
  await call(client, operations.listMembers, { orgId: "org_1", pageSize: 50, status: undefined });
  expect(server.seen[0]?.url).toBe("https://api.test/v1/organizations/org_1/members?pageSize=50");
  expect(server.seen[0]?.body).toBeUndefined();
});

test("sends the rest of a mutation as JSON", async () => {
  const { client, server } = transportKit();
  server.on("POST /v1/organizations", () => json({ id: "org_1" }, 201));
  const organization = await call(client, operations.createOrganization, { name: "Acme", slug: undefined });
  expect(organization).toEqual({ id: "org_1" });
  expect(server.seen[0]?.body).toBe('{"name":"Acme"}');
  expect(server.seen[0]?.headers.get("content-type")).toBe("application/json");
});

test("sends no body and no content type when nothing is left for one", async () => {
  const { client, server } = transportKit();
  server.on("DELETE /v1/organizations/org_1", () => empty());
  expect(await call(client, operations.deleteOrganization, { orgId: "org_1" })).toBeUndefined();
  expect(server.seen[0]?.body).toBeUndefined();
  expect(server.seen[0]?.headers.has("content-type")).toBe(false);
});

test("sends a merge patch with its own content type and keeps null", async () => {
  const { client, server } = transportKit();
  server.on("PATCH /v1/organizations/org_1", () => json({}));
  await call(client, operations.updateOrganization, { orgId: "org_1", logoUrl: null });
  expect(server.seen[0]?.headers.get("content-type")).toBe("application/merge-patch+json");
  expect(server.seen[0]?.body).toBe('{"logoUrl":null}');
});

test("sends a body that is not an object as it is, beside declared query parameters", async () => {
  const { client, server } = transportKit();
  server.on("POST /v1/users/import", () => json({}, 207));
  await call(client, operations.importUsers, { dryRun: true, body: [{ email: "ada@acme.test" }] });
  expect(server.seen[0]?.url).toBe("https://api.test/v1/users/import?dryRun=true");
  expect(server.seen[0]?.json).toEqual([{ email: "ada@acme.test" }]);
});

test("sends a form where the line of the operation names the content type", async () => {
  const { client, server } = transportKit();
  server.on("POST /oauth2/token", () => json({}));
  await call(client, "oauthToken POST /oauth2/token contentType=application/x-www-form-urlencoded", { grant_type: "client_credentials", scope: "a b" });
  expect(server.seen[0]?.body).toBe("grant_type=client_credentials&scope=a+b");
  expect(server.seen[0]?.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
});

test("fills in the organization of a scoped client where the caller gave none", async () => {
  const { client, server } = transportKit();
  const scoped = clientOver(client.transport, "org_7");
  server.on("GET /v1/organizations/org_7", () => json({})).on("GET /v1/organizations/org_8", () => json({}));
  await call(scoped, operations.getOrganization, undefined);
  await call(scoped, operations.getOrganization, { orgId: "org_8" });
  expect(server.seen.map(({ path }) => path)).toEqual(["/v1/organizations/org_7", "/v1/organizations/org_8"]);
  expect(server.seen[0]?.headers.get("plinto-organization")).toBe("org_7");
});

test.each([undefined, "", ".", ".."])("refuses the path parameter %j before any request", async (orgId) => {
  const { client, server } = transportKit();
  const error = await rejection(call(client, operations.getOrganization, { orgId }));
  expect(error).toMatchObject({ kind: "config", code: "parameter_missing", operationId: "getOrganization", attempts: 0 });
  expect(error.message).toBe("getOrganization: orgId is missing, empty or dots");
  expect(server.seen).toEqual([]);
});

test("refuses parameters that are not JSON, without showing them", async () => {
  const { client, server } = transportKit();
  const circular: Record<string, unknown> = { secret: "hunter2" };
  circular["self"] = circular;
  for (const parameters of [circular, { size: 10n }]) {
    const error = await rejection(call(client, operations.createOrganization, parameters));
    expect(error).toMatchObject({ kind: "config", code: "request_invalid", operationId: "createOrganization" });
    expect(error.message).toBe("createOrganization: a parameter or header cannot be sent");
    expect(error.cause).toBeUndefined();
  }
  expect(server.seen).toEqual([]);
});

test.each([{ headers: { "x-note": "a\nb" } }, { ifMatch: "a\nb" }, { idempotencyKey: "a\nb" }])(
  "refuses the option %j, which no header can carry",
  async (options) => {
    const { client, server } = transportKit();
    const error = await rejection(call(client, operations.createOrganization, {}, options));
    expect(isPlintoError(error, "request_invalid")).toBe(true);
    expect(server.seen).toEqual([]);
  },
);

test("sends conditions and the caller's headers, which go before the client's own", async () => {
  const { client, server } = transportKit();
  server.on("PATCH /v1/organizations/org_1", () => json({}));
  const options = { ifMatch: '"v1"', headers: { "Plinto-Version": "2027-01-01", "x-note": "hello" } };
  await call(client, operations.updateOrganization, { orgId: "org_1", name: "Acme" }, options);
  const headers = server.seen[0]?.headers;
  expect(headers?.get("if-match")).toBe('"v1"');
  expect(headers?.get("plinto-version")).toBe("2027-01-01");
  expect(headers?.get("x-note")).toBe("hello");
});

test("begins at once, not at the first await", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({ status: "ok" }));
  const promise = call(client, operations.getHealth, undefined);
  expect(server.seen).toHaveLength(1);
  await promise;
});

test("sends a pending token as bearer and never in the body", async () => {
  const { client, server } = transportKit();
  server.on("POST /v1/auth/continue", () => json({}));
  await call(client, operations.continueSignIn, { step: "mfa", code: "123456", pendingToken: "pt_given" });
  expect(server.seen[0]?.headers.get("authorization")).toBe("Bearer pt_given");
  expect(server.seen[0]?.json).toEqual({ step: "mfa", code: "123456" });
});

test("only an operation that takes a pending token has one: elsewhere the name is a member of the body", async () => {
  const { client, server } = transportKit();
  server.on("POST /v1/organizations", () => json({ id: "org_1" }, 201));
  await call(client, operations.createOrganization, { name: "Acme", pendingToken: "pt_given" });
  expect(server.seen[0]?.headers.has("authorization")).toBe(false);
  expect(server.seen[0]?.json).toEqual({ name: "Acme", pendingToken: "pt_given" });
});
