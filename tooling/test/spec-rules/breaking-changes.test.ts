import { expect, test } from "vitest";
import { operationChanges } from "../../src/spec-rules/breaking-changes.ts";
import { libraryDocument } from "./library-document.ts";

test("a description beside itself has no breaking change", () => {
  expect(operationChanges(libraryDocument(), libraryDocument())).toEqual([]);
});

test("an operation that is gone is reported", () => {
  const current = libraryDocument();
  delete current.paths["/v1/organizations/{orgId}/books"]!.post;
  expect(operationChanges(libraryDocument(), current)).toEqual(["createBook is gone: every client that calls it breaks"]);
});

test("an operation that moved is reported", () => {
  const current = libraryDocument();
  current.paths = { "/v1/books": current.paths["/v1/organizations/{orgId}/books"]! };
  expect(operationChanges(libraryDocument(), current)).toContain("listBooks moved from GET /v1/organizations/{orgId}/books to GET /v1/books");
});

test("a new name in the SDK is reported", () => {
  const current = libraryDocument();
  current.paths["/v1/organizations/{orgId}/books"]!.post!["x-plinto-sdk"].method = "add";
  expect(operationChanges(libraryDocument(), current)).toEqual(["createBook was books.create in the SDK and is books.add"]);
});

test("an event that is gone is reported", () => {
  const current = libraryDocument();
  current.webhooks = {};
  expect(operationChanges(libraryDocument(), current)).toEqual(["the event book.created is gone"]);
});
