import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { unreferencedParts } from "../../src/spec-rules/referenced-files.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function description(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-description-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

test("a description whose every part is referred to has no problem", () => {
  const folder = description({
    "openapi.yaml": `paths:\n  "/v1/books": { $ref: "resources/books/paths.yaml#/~1v1~1books" }\n`,
    "resources/books/paths.yaml": `/v1/books:\n  get:\n    schema: { $ref: schemas.yaml#/Book }\n`,
    "resources/books/schemas.yaml": `Book: {}\n`,
  });
  expect(unreferencedParts(folder)).toEqual([]);
});

test("a file that nothing refers to is reported", () => {
  const folder = description({ "openapi.yaml": "paths: {}\n", "resources/books/schemas.yaml": "Book: {}\n" });
  expect(unreferencedParts(folder)).toEqual(["resources/books/schemas.yaml is referred to by nothing"]);
});

test("a path that openapi.yaml leaves out is reported", () => {
  const folder = description({
    "openapi.yaml": `paths:\n  "/v1/books": { $ref: "resources/books/paths.yaml#/~1v1~1books" }\n`,
    "resources/books/paths.yaml": `/v1/books: {}\n/v1/films: {}\n`,
  });
  expect(unreferencedParts(folder)).toEqual(["resources/books/paths.yaml: /v1/films is missing in openapi.yaml"]);
});
