import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { apiFile, releasedApiFile } from "../api/files.ts";
import type { Document } from "../description/openapi.ts";
import { hasSources, workspacePackages } from "../packages.ts";
import { inRoot } from "../root.ts";

const bundle = inRoot("spec", "dist", "plinto.openapi.json");
const releasedBundle = inRoot("spec", "released", "plinto.openapi.json");
const graphqlSchema = inRoot("spec", "dist", "plinto.graphql");
const releasedGraphqlSchema = inRoot("spec", "released", "plinto.graphql");

/** The description of the last release; undefined before the first. */
export function releasedDescription(): Document | undefined {
  return existsSync(releasedBundle) ? (JSON.parse(readFileSync(releasedBundle, "utf8")) as Document) : undefined;
}

/** The GraphQL schema of the last release; undefined before the first that had one. */
export function releasedGraphql(): string | undefined {
  return existsSync(releasedGraphqlSchema) ? readFileSync(releasedGraphqlSchema, "utf8") : undefined;
}

/** Keeps the description, the GraphQL schema and the public names as they are now, as what the next changes are compared with. */
export function keepAsReleased(): void {
  mkdirSync(path.dirname(releasedBundle), { recursive: true });
  copyFileSync(bundle, releasedBundle);
  copyFileSync(graphqlSchema, releasedGraphqlSchema);
  for (const one of workspacePackages().filter((each) => hasSources(each) && existsSync(apiFile(each)))) copyFileSync(apiFile(one), releasedApiFile(one));
}
