import type { Description, OperationModel } from "../description/model.ts";
import { banner } from "./banner.ts";
import { resourceTree } from "./facade.ts";
import { parametersOf, shortDocumentation } from "./functions.ts";
import type { References } from "./type-text.ts";
import { typeText } from "./type-text.ts";
import { resultText } from "./types.ts";

/**
 * packages/core/src/generated/queries.ts: for every read the type of a query (key and function) that any cache can use,
 * and what each change makes stale. At run time queries are made of the facade's tree.
 */
export function emitQueries(description: Description): Map<string, string> {
  const reads = description.operations.filter(({ inFacade, sdk, method }) => inFacade && (sdk.kind === "get" || sdk.kind === "list") && method === "GET");
  const tree = resourceTree(reads);
  const types: References = new Set();
  let body = "";
  for (const node of tree.children.values()) {
    const name = node.path[0]!;
    body += `\n/** Queries of \`plinto.${name}\`. */\nexport const ${name}: ${interfaceName(node)} = /* @__PURE__ */ bindQueries(tree.${name}, "${name}");\n`;
  }
  let interfaces = "";
  const visit = (node: Node): void => {
    for (const child of node.children.values()) visit(child);
    if (node.path.length === 0) return;
    interfaces += `\nexport interface ${interfaceName(node)} {\n`;
    for (const child of node.children.values()) interfaces += `  readonly ${child.path.at(-1)}: ${interfaceName(child)};\n`;
    for (const operation of node.operations)
      interfaces += `${shortDocumentation(operation, "  ")}  ${operation.sdk.method}${signatureText(description, operation, types)};\n`;
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
  text += `import type { Client } from "../client.ts";\nimport { bindQueries, type ListQuery, type Query } from "../query.ts";\nimport { tree } from "./tree.ts";\n`;
  text += `export { type ListQuery, type Query, type QueryContext, type QueryKey, lineAt, personScope, queryAt, queryScope } from "../query.ts";\nexport { tree };\n`;
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

function prefixOf(operation: OperationModel): string[] {
  return [operation.sdk.resource, operation.sdk.method];
}
