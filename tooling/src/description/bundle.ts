import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { expandConventions } from "./expand/conventions.ts";
import { expandErrors } from "./expand/errors.ts";
import { expandEvents } from "./expand/events.ts";
import { expandExamples } from "./expand/examples.ts";
import { expandPermissions } from "./expand/permissions.ts";
import type { Document } from "./openapi.ts";
import { readRegistries, readSource } from "./source.ts";

/** The description as it is published: resolved, completed, and complete without our tools. */
export function bundle(source: Document = readSource()): Document {
  const document = structuredClone(source);
  document.components.parameters ??= {};
  document.components.headers ??= {};
  document.components.responses ??= {};
  document["x-plinto-registries"] = readRegistries();
  expandConventions(document);
  expandPermissions(document);
  expandEvents(document);
  expandErrors(document);
  expandExamples(document);
  return document;
}

/** Names a description by its content: the SHA-256 of its JSON, in hex. */
export function descriptionHash(document: Document): string {
  return createHash("sha256").update(JSON.stringify(document)).digest("hex");
}

export function bundleFiles(document: Document): Map<string, string> {
  return new Map([
    ["spec/dist/plinto.openapi.json", `${JSON.stringify(document, null, 2)}\n`],
    ["spec/dist/plinto.openapi.yaml", stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })],
  ]);
}
