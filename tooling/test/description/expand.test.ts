import { expect, test } from "vitest";
import { expandConventions } from "../../src/description/expand/conventions.ts";
import { expandErrors } from "../../src/description/expand/errors.ts";
import { expandExamples } from "../../src/description/expand/examples.ts";
import type { Document, Operation } from "../../src/description/openapi.ts";
import { libraryDocument } from "../spec-rules/library-document.ts";

/** The library, where the codes that follow from what an operation is are in the registry too. */
function library(): Document {
  const document = libraryDocument();
  const anyCode = { status: 403, title: "No", fix: "Ask." };
  document["x-plinto-registries"].errorCodes = new Proxy({}, { get: () => anyCode, ownKeys: () => [] });
  return document;
}

const listBooks = (document: Document): Operation => document.paths["/v1/organizations/{orgId}/books"]!.get!;
const createBook = (document: Document): Operation => document.paths["/v1/organizations/{orgId}/books"]!.post!;

test("a union has an example of each of its shapes, any other body one", () => {
  const document = libraryDocument();
  document.components.schemas["Book"]!.examples = [{ id: "bok_1", kind: "novel" }];
  const made = createBook(document);
  delete made.responses["201"]!.content!["application/json"]!.examples;
  delete made.requestBody!.content["application/json"]!.examples;
  document.components.schemas["CreateBook"]!.properties!["title"]!.examples = ["Logic"];
  document.webhooks = {};
  expandExamples(document);
  expect(made.responses["201"]!.content!["application/json"]!.examples).toEqual({
    novel: { value: { id: "bok_1", kind: "novel" } },
    map: { value: { kind: "map" } },
  });
  expect(made.requestBody!.content["application/json"]!.examples).toEqual({ example: { value: { title: "Logic" } } });
});

test("what comes with a code stands in its example", () => {
  const document = libraryDocument();
  document.components.schemas["Problem"]!.properties!["shelf"] = { type: "string", examples: ["B12"] };
  const { errorCodes } = document["x-plinto-registries"];
  const operation = listBooks(document);
  operation["x-plinto-permission"] = { anyOf: [{ public: "always" }] };
  operation.security = [{}];
  document.paths = { "/v1/books": { get: operation } };
  operation["x-plinto-errors"] = ["permission_denied"];
  errorCodes["permission_denied"]!.members = ["shelf"];
  const others = ["version_unsupported", "origin_not_allowed", "rate_limited", "internal_error", "validation_failed", "cursor_invalid", "quota_exceeded"];
  const credentials = ["access_token_invalid", "access_token_expired", "session_revoked", "session_expired", "api_key_invalid", "api_key_expired"];
  const pending = ["api_key_revoked", "pending_token_invalid", "pending_token_expired"];
  for (const code of [...others, ...credentials, ...pending]) errorCodes[code] = { status: 400, title: "No", fix: "Ask." };
  expandErrors(document);
  expect(document.components["examples"]).toMatchObject({ problem_permission_denied: { value: { code: "permission_denied", shelf: "B12" } } });
  expect((document.components["examples"]!["problem_rate_limited"] as { value: object }).value).not.toHaveProperty("shelf");
});

test("what an organization demands of a session is answered by every operation of a tenant, and by no other", () => {
  const document = library();
  const operation = listBooks(document);
  const demands = ["mfa_required_by_org", "auth_method_not_allowed", "ip_not_allowed", "step_up_required"];
  expandErrors(document);
  expect(operation["x-plinto-errors"]).toEqual(expect.arrayContaining(demands));
  const outside = library();
  listBooks(outside)["x-plinto-permission"] = { anyOf: [{ signedIn: true }] };
  expandErrors(outside);
  expect(listBooks(outside)["x-plinto-errors"].filter((code) => demands.includes(code))).toEqual([]);
});

test("a redirect names its request and the limits, and where it leads", () => {
  const document = libraryDocument();
  const operation = listBooks(document);
  operation.responses["302"] = { description: "On.", headers: { Location: { $ref: "#/components/headers/Location" } } };
  expandConventions(document);
  expect(Object.keys(operation.responses["302"].headers!).sort()).toEqual(["Location", "Plinto-Request-Id", "RateLimit", "RateLimit-Policy"]);
});
