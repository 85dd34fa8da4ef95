import type { Description, OperationModel } from "../description/model.ts";
import { banner } from "./banner.ts";
import { resourceTree } from "./facade.ts";
import { callDocumentation, parametersOf } from "./functions.ts";
import type { References } from "./type-text.ts";
import { typeText } from "./type-text.ts";
import { resultText } from "./types.ts";

/**
 * packages/core/src/generated/queries.ts: for every read a query (key and function) that any cache can use, and what
 * each change makes stale.
 */
export function emitQueries(description: Description): Map<string, string> {
  const reads = description.operations.filter(
    (operation) => operation.sdk.audience !== "server" && (operation.sdk.kind === "get" || operation.sdk.kind === "list") && operation.method === "GET",
  );
  const tree = resourceTree(reads);
  const types: References = new Set();
  let body = "";
  for (const node of tree.children.values()) {
    const name = node.path[0]!;
    body += `\n/** Queries of \`plinto.${name}\`. */\nexport const ${name}: ${interfaceName(node)} = ${objectText(node, "")};\n`;
  }
  let interfaces = "";
  const visit = (node: Node): void => {
    for (const child of node.children.values()) visit(child);
    if (node.path.length === 0) return;
    interfaces += `\nexport interface ${interfaceName(node)} {\n`;
    for (const child of node.children.values()) interfaces += `  readonly ${child.path.at(-1)}: ${interfaceName(child)};\n`;
    for (const operation of node.operations)
      interfaces += `${callDocumentation(operation, "  ")}  ${operation.sdk.method}${signatureText(description, operation, types)};\n`;
    interfaces += "}\n";
  };
  visit(tree);
  const byId = new Map(description.operations.map((operation) => [operation.id, operation]));
  let table = "";
  for (const operation of description.operations) {
    const stale = (operation.operation["x-plinto-invalidates"] ?? []).filter((id) => reads.some((read) => read.id === id));
    if (stale.length > 0) table += `  ${operation.id}: ${JSON.stringify(stale.map((id) => prefixOf(byId.get(id)!)))},\n`;
  }
  let events = "";
  for (const [type, event] of Object.entries(description.registries.events)) {
    const stale = (event.invalidates ?? []).filter((id) => reads.some((read) => read.id === id));
    if (stale.length > 0) events += `  ${JSON.stringify(type)}: ${JSON.stringify(stale.map((id) => prefixOf(byId.get(id)!)))},\n`;
  }
  let text = banner(description, "queries.ts");
  text += `import type { Client } from "../client.ts";\nimport { listQuery, query, type ListQuery, type Query } from "../query.ts";\n`;
  for (const [slug, list] of Map.groupBy(reads, (operation) => operation.slug))
    text += `import { ${list
      .map((operation) => operation.id)
      .sort()
      .join(", ")} } from "./${slug}.ts";\n`;
  text += `import type { ${[...types].sort().join(", ")} } from "@plinto/spec";\n${interfaces}${body}`;
  text += `\n/** Operation → the beginnings of the query keys that it makes stale, without their scope. */\nexport const invalidations: Readonly<Record<string, readonly (readonly string[])[]>> = {\n${table}};\n`;
  text += `\n/** Event type → the beginnings of the query keys that it makes stale, without their scope. */\nexport const eventInvalidations: Readonly<Record<string, readonly (readonly string[])[]>> = {\n${events}};\n`;
  return new Map([["packages/core/src/generated/queries.ts", text]]);
}

type Node = ReturnType<typeof resourceTree>;

function interfaceName(node: Node): string {
  return `${node.path.map((part) => part[0]!.toUpperCase() + part.slice(1)).join("")}Queries`;
}

function signatureText(description: Description, operation: OperationModel, types: References): string {
  const result = operation.item ? `ListQuery<${typeText(operation.item, types)}>` : `Query<${resultText(operation, types)}>`;
  return `(client: Client, ${parametersOf(description, operation, types)}): ${result}`;
}

function objectText(node: Node, indent: string): string {
  let text = "{\n";
  for (const child of node.children.values()) text += `${indent}  ${child.path.at(-1)}: ${objectText(child, `${indent}  `)},\n`;
  for (const operation of node.operations) {
    const maker = operation.item ? "listQuery" : "query";
    text += `${indent}  ${operation.sdk.method}: (client, params) => ${maker}(client, ${JSON.stringify(operation.sdk.resource)}, ${JSON.stringify(operation.sdk.method)}, params, (options) => ${operation.id}(client, params, options)),\n`;
  }
  return `${text}${indent}}`;
}

function prefixOf(operation: OperationModel): string[] {
  return [operation.sdk.resource, operation.sdk.method];
}
