import type { Description, OperationModel } from "../description/model.ts";
import { banner } from "./banner.ts";
import { callDocumentation, operationLine, promiseText, signature } from "./functions.ts";
import { pascal } from "./names.ts";
import type { References } from "./type-text.ts";

/** A resource with what hangs below it. */
export interface ResourceNode {
  path: string[];
  operations: OperationModel[];
  children: Map<string, ResourceNode>;
}

/** The tree of resource names of operations of the facade, from `x-plinto-sdk.resource`. */
export function resourceTree(operations: OperationModel[]): ResourceNode {
  const root: ResourceNode = { path: [], operations: [], children: new Map() };
  for (const operation of operations) {
    let node = root;
    for (const name of operation.sdk.resource.split(".")) {
      if (!node.children.has(name)) node.children.set(name, { path: [...node.path, name], operations: [], children: new Map() });
      node = node.children.get(name)!;
    }
    node.operations.push(operation);
  }
  return root;
}

/** The name of the interface of a resource. */
export function interfaceName(node: ResourceNode): string {
  return `${pascal(node.path.join("-"))}Resource`;
}

/**
 * packages/core/src/generated/facade.ts: the types of every operation that a client may call, as a tree of resources, and
 * the same tree bound to one organization; packages/core/src/generated/tree.ts: what the runtime makes their methods of.
 */
export function emitFacade(description: Description): Map<string, string> {
  const operations = description.operations.filter(({ inFacade }) => inFacade);
  const tree = resourceTree(operations);
  const types: References = new Set();
  let body = "";
  const visit = (node: ResourceNode): void => {
    for (const child of node.children.values()) visit(child);
    if (node.path.length > 0) body += `\n${resourceText(description, node, types)}`;
  };
  visit(tree);

  body += "\n/** Every resource as a property. */\nexport interface Facade {\n";
  for (const child of tree.children.values()) body += property(child);
  body += "}\n";

  const organizations = tree.children.get("organizations")!;
  const others = [...tree.children.values()].filter((node) => node !== organizations && reachesTenant(node));
  body += `\n/** The resources of one organization: \`orgId\` is filled in. */\nexport ${scopeText(description, organizations, types, "OrganizationScope", others)}`;

  let text = banner(description, "facade.ts");
  text += `import type { CallOptions } from "../call-options.ts";\nimport type { ErrorsOf } from "../errors-of.ts";\nimport type { PlintoPagePromise } from "../pagination.ts";\nimport type { PlintoPromise } from "../promise.ts";\n`;
  text += `import type { ${[...types].sort().join(", ")} } from "@plinto/spec";\n`;

  let runtime = banner(description, "facade.ts");
  runtime += `import type { TreeOf } from "../bind-tree.ts";\nimport type { Facade } from "./facade.ts";\n`;
  runtime += `\n/** Every operation that a client may call, under its names. */\nexport const tree: TreeOf<Facade> = ${treeText(tree, "")};\n`;
  return new Map([
    ["packages/core/src/generated/facade.ts", text + body],
    ["packages/core/src/generated/tree.ts", runtime],
  ]);
}

function property(node: ResourceNode): string {
  return `  readonly ${node.path.at(-1)}: ${interfaceName(node)};\n`;
}

function resourceText(description: Description, node: ResourceNode, types: References): string {
  let text = `/** \`plinto.${node.path.join(".")}\` */\nexport interface ${interfaceName(node)} {\n`;
  for (const child of node.children.values()) text += property(child);
  for (const operation of node.operations) {
    text += callDocumentation(operation, "  ");
    text += `  ${operation.sdk.method}(${signature(description, operation, types)}): ${promiseText(operation, types)};\n`;
  }
  return `${text}}\n`;
}

/** A resource as the runtime's tree of lines. */
export function treeText(node: ResourceNode, indent: string): string {
  const beginning = commonPath(node.operations.map(({ path }) => path));
  let text = "{\n";
  if (beginning) text += `${indent}  "": ${JSON.stringify(beginning)},\n`;
  for (const child of node.children.values()) text += `${indent}  ${child.path.at(-1)}: ${treeText(child, `${indent}  `)},\n`;
  for (const operation of node.operations) text += `${indent}  ${operation.sdk.method}: ${lineUnder(operation, beginning)},\n`;
  return `${text}${indent}}`;
}

/** The segments that all paths begin with: \`/v1/teams\`. */
function commonPath([first, ...others]: string[]): string {
  const segments = first?.split("/") ?? [];
  while (others.some((other) => !`${other}/`.startsWith(`${segments.join("/")}/`))) segments.pop();
  return segments.join("/");
}

/** The line of an operation without what the tree says: the beginning of its path, and what its name says of id and path. */
function lineUnder(operation: OperationModel, beginning: string): string {
  const { id, path, sdk } = operation;
  const [, , , ...marks] = (JSON.parse(operationLine(operation)) as string).split(" ");
  const rest = new RegExp(`^${sdk.method}(?=[A-Z]|$)`).test(id) ? id.slice(sdk.method.length) : id;
  const end = path.slice(beginning.length).replace(new RegExp(`/${sdk.method}$`), "/*");
  return JSON.stringify([rest, operation.method, end, ...marks].join(" "));
}

/** Whether an operation of a resource, or below it, is of an organization. */
export function reachesTenant(node: ResourceNode): boolean {
  return node.operations.some((operation) => operation.permission.tenant) || [...node.children.values()].some(reachesTenant);
}

/** `others`: the resources beside `organizations` that reach the tenant; `beside`: the one of them that has this node's name. */
function scopeText(description: Description, node: ResourceNode, types: References, name: string, others: ResourceNode[], beside?: ResourceNode): string {
  let nested = "";
  let text = `interface ${name}${beside ? ` extends ${mergedText(node, beside)}` : ""} {\n`;
  for (const child of node.children.values()) {
    const childName = `${name}${pascal(child.path.at(-1)!)}`;
    text += `  readonly ${child.path.at(-1)}: ${childName};\n`;
    const namesake = others.find((other) => other.path[0] === child.path.at(-1));
    nested += `\nexport ${scopeText(description, child, types, childName, [], namesake)}`;
  }
  for (const other of others) if (!node.children.has(other.path[0]!)) text += `  readonly ${other.path[0]}: ${interfaceName(other)};\n`;
  for (const operation of node.operations) {
    if (!operation.pathParameters.some((parameter) => parameter.name === "orgId")) continue;
    text += `  /** ${operation.summary}. \`${operation.id}\` */\n  ${operation.sdk.method}(${signature(description, operation, types, "orgId")}): ${promiseText(operation, types)};\n`;
  }
  return `${text}}\n${nested}`;
}

/** What a resource of the scope takes over from its namesake: all but what both have, where the organization's own is meant. */
function mergedText(node: ResourceNode, beside: ResourceNode): string {
  const own = [...node.children.keys(), ...node.operations.map(({ sdk }) => sdk.method)];
  const theirs = [...beside.children.keys(), ...beside.operations.map(({ sdk }) => sdk.method)];
  const both = own.filter((name) => theirs.includes(name));
  return both.length === 0 ? interfaceName(beside) : `Omit<${interfaceName(beside)}, ${both.map((name) => JSON.stringify(name)).join(" | ")}>`;
}

/** spec/registries/sdk-names.yaml: the facade at a glance. */
export function emitSdkNames(description: Description): Map<string, string> {
  let text = `# Generated by tooling/src/generate/facade.ts: every SDK name and the operation behind it.\n`;
  for (const operation of [...description.operations].sort((a, b) => `${a.sdk.resource}.${a.sdk.method}`.localeCompare(`${b.sdk.resource}.${b.sdk.method}`))) {
    if (operation.navigation === "only") text += `# ${operation.id} is for browsers, which go there by themselves\n`;
    else
      text += operation.sdk.alias
        ? `# ${operation.id} is an alias of ${operation.sdk.alias}\n`
        : `${operation.sdk.resource}.${operation.sdk.method}: ${operation.id} # ${operation.sdk.audience}\n`;
  }
  return new Map([["spec/registries/sdk-names.yaml", text]]);
}
