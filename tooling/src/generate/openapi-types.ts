import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import type { Description } from "../description/model.ts";
import { operationsOf, refName, type Document, type Parameter } from "../description/openapi.ts";
import { banner } from "./banner.ts";

/**
 * packages/spec/src/generated/openapi.ts: `paths` as openapi-fetch wants them, by openapi-typescript. It weighs on every
 * installation, so it says only what a typed call needs: one problem response for all errors, no header parameters and
 * no headers of answers; and its `components` point at the named types instead of saying every shape a second time.
 */
export async function emitOpenApiTypes(description: Description): Promise<Map<string, string>> {
  const nodes = await openapiTS(essence(description.document) as never, { alphabetize: false, emptyObjectsUnknown: true, silent: true });
  const kept = nodes.filter((node) => isNamed(node, "paths") || isNamed(node, "operations"));
  const printed = astToString(kept)
    .replaceAll(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, "")
    // What is not there needs no line of its own.
    .replaceAll(/^\s*(?:\w+)\?: never;\n/gm, "")
    .replaceAll(/^\s*headers: \{\s*\[name: string\]: unknown;\s*\};\n/gm, "")
    .replaceAll(/^( *)parameters: \{\s*\};\n/gm, "$1parameters: {};\n")
    // An operation is a line: its depth in indented lines would outweigh what it says.
    .replaceAll(/\n {8,}/g, " ")
    .replaceAll(/\n {4}\}/g, " }")
    .replaceAll(/^ {4}/gm, "  ")
    .replaceAll('default: { content: { "application/problem+json": components["schemas"]["Problem"]; }; };', "default: ProblemResponse;")
    .replaceAll(/^( {2}"[^"]+": \{) parameters: \{\};/gm, "$1");
  const homes = Map.groupBy(
    Object.keys(description.schemas).filter((name) => name === "Problem" || printed.includes(`components["schemas"]["${name}"]`)),
    (name) => description.homes.get(name)!,
  );
  let text = banner(description, "openapi-types.ts");
  for (const [home, names] of [...homes].sort(([a], [b]) => a.localeCompare(b))) text += `import type { ${names.sort().join(", ")} } from "./${home}.ts";\n`;
  text += `\n/** How every operation refuses. */\nexport interface ProblemResponse {\n  content: { "application/problem+json": Problem };\n}\n`;
  text += `\n${printed.trim().replaceAll(/components\["schemas"\]\["(\w+)"\]/g, "$1")}\n`;
  return new Map([["packages/spec/src/generated/openapi.ts", text]]);
}

/** The document without what `paths` does not say. */
function essence(source: Document): unknown {
  const { webhooks: _, ...document } = structuredClone(source);
  for (const { item, operation } of operationsOf(document as Document)) {
    const spoken = (parameters: Parameter[]): Parameter[] =>
      parameters
        .map((parameter) => (parameter.$ref ? source.components.parameters[refName(parameter.$ref)]! : parameter))
        .filter((parameter) => parameter.in !== "header");
    operation.parameters = spoken(operation.parameters ?? []);
    if (item.parameters) item.parameters = spoken(item.parameters);
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status === "default")
        operation.responses[status] = { description: "", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };
      else if (status.startsWith("2")) delete response.headers;
      else delete operation.responses[status];
    }
  }
  return document;
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isInterfaceDeclaration(node) && node.name.text === name;
}
