import type { Description } from "../../description/model.ts";
import { anchor } from "./links.ts";
import { code, inline, sentence, table } from "./markdown.ts";
import { operationSection } from "./operation-section.ts";
import { shapeSection } from "./shape-text.ts";

/** docs/reference/<slug>.md: one resource, its operations in the order of the description, then its shapes. */
export function resourcePage(description: Description, slug: string): string {
  const operations = description.operations.filter((operation) => operation.slug === slug);
  const tag = description.document.tags.find((one) => one.name === slug)!;
  // An operation of the resource's own name has that anchor.
  const own = operations.some(({ id }) => anchor(id) === slug) ? " {#resource}" : "";
  let text = `# ${titleOf(slug)}${own}\n\n${sentence(tag.description)}\n\n`;
  text += table(
    ["Call", "What it does", "Request"],
    operations.map((operation) => [
      `[${code(operation.sdk.alias ? operation.id : `${operation.sdk.resource}.${operation.sdk.method}`)}](#${anchor(operation.id)})`,
      inline(operation.summary),
      code(`${operation.method} ${operation.path}`),
    ]),
  );
  for (const operation of operations) text += operationSection(description, operation);
  const shapes = shapesOf(description, slug);
  if (shapes.length > 0) text += `## Shapes {#shapes}\n\n${shapes.map((name) => shapeSection(description, name)).join("")}`;
  return text;
}

/** docs/reference/shapes.md: the shapes that belong to no single resource. */
export function sharedShapesPage(description: Description): string {
  return `# Shared shapes\n\nWhat more than one resource uses.\n\n${shapesOf(description, "shared")
    .map((name) => shapeSection(description, name))
    .join("")}`;
}

function shapesOf(description: Description, home: string): string[] {
  return Object.keys(description.schemas).filter((name) => description.homes.get(name) === home);
}

/** `api-keys` → `API keys`, `oidc` → `OIDC`. */
export function titleOf(slug: string): string {
  const acronyms = new Set(["api", "mfa", "oidc", "sso", "scim"]);
  const words = slug.split("-").map((word) => (acronyms.has(word) ? word.toUpperCase() : word));
  const text = words.join(" ");
  return slug === "graphql" ? "GraphQL" : `${text[0]!.toUpperCase()}${text.slice(1)}`;
}
