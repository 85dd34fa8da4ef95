import { inspect } from "node:util";
import { expect, test } from "vitest";
import { call } from "../../src/operation.ts";
import { operations, rejection, transportKit } from "../support/fixtures.ts";
import { json, problem } from "../support/scripted-server.ts";

const page =
  (body: string, type: string, status = 200) =>
  () =>
    new Response(body, { status, headers: { "content-type": type } });

test("maps a problem document to the facts of an error", async () => {
  const { client, server } = transportKit();
  const errors = [{ pointer: "/slug", message: "is taken", code: "slug_taken" }];
  server.on("POST /v1/organizations", () =>
    problem(409, "slug_taken", { detail: "That slug is taken.", errors, suggestion: "acme-2" }, { "plinto-request-id": "req_1" }),
  );
  const error = await rejection(call(client, operations.createOrganization, {}));
  expect(error).toMatchObject({
    name: "PlintoError",
    kind: "api",
    code: "slug_taken",
    status: 409,
    requestId: "req_1",
    operationId: "createOrganization",
    errors,
  });
  expect(error.message).toBe("createOrganization: That slug is taken. (409 slug_taken)");
  expect(error.details).toEqual({ suggestion: "acme-2" });
  expect(error.traceId).toMatch(/^[\da-f]{32}$/);
});

test("keeps codes that this version does not know", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => problem(418, "from_the_future"));
  expect((await rejection(call(client, operations.getHealth, {}))).code).toBe("from_the_future");
});

test("reads OAuth errors, which have no problem document", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => json({ error: "invalid_grant", error_description: "The code was used." }, 400));
  const error = await rejection(call(client, operations.getHealth, {}));
  expect(error.code).toBe("invalid_grant");
  expect(error.message).toBe("getHealth: The code was used. (400 invalid_grant)");
});

test.each([
  ["a page instead of data", page("<html>Sign in to the airport</html>", "text/html"), 200],
  ["JSON that breaks off", page('{"id":', "application/json"), 200],
  ["a refusal of a proxy", page("Bad gateway", "text/plain", 400), 400],
  ["an error without a body", () => new Response(null, { status: 400 }), 400],
  ["JSON that is no object", () => json("no", 400), 400],
  ["null", () => json(null, 400), 400],
])("calls %s an unexpected response", async (_, answer, status) => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", answer);
  const error = await rejection(call(client, operations.getHealth, {}));
  expect(error).toMatchObject({ kind: "api", code: "unexpected_response", status });
  expect(error.message).toBe(`getHealth: no problem document; is baseUrl right? (${status} unexpected_response)`);
});

test("reports an unchanged resource as not_modified, since it has no data", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1", ({ headers }) => {
    expect(headers.get("if-none-match")).toBe('"v1"');
    return new Response(null, { status: 304, headers: { etag: '"v1"' } });
  });
  const error = await rejection(call(client, operations.getOrganization, { orgId: "org_1" }, { ifNoneMatch: '"v1"' }));
  expect(error).toMatchObject({ kind: "api", code: "not_modified", status: 304, retryable: false });
});

test("returns text of other types, such as XML metadata, as text", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", page("<EntityDescriptor/>", "application/samlmetadata+xml"));
  expect(await call(client, operations.getHealth, {})).toBe("<EntityDescriptor/>");
});

test("calls a body that breaks off a network error", async () => {
  const { client, server } = transportKit();
  const cause = new TypeError("terminated");
  server.on("GET /v1/health", () => new Response(new ReadableStream({ start: (controller) => controller.error(cause) })));
  const error = await rejection(call(client, operations.getHealth, {}, { retry: { retries: 0 } }));
  expect(error).toMatchObject({ kind: "network", code: "network_error", retryable: true });
  expect(error.message).toBe("getHealth: no complete answer came");
  expect(error.cause).toBe(cause);
});

test("takes tokens and addresses out of what the server says, and shows no details", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/health", () => problem(400, "token_invalid", { detail: "rt_abc.def of ada@acme.test is not valid", refreshToken: "rt_abc.def" }));
  const error = await rejection(call(client, operations.getHealth, {}));
  expect(error.message).toBe("getHealth: [redacted] of [redacted] is not valid (400 token_invalid)");
  expect(inspect(error) + JSON.stringify(error)).not.toContain("rt_abc");
});
