import type { Description, OperationModel } from "../description/model.ts";
import { banner } from "./banner.ts";
import { callDocumentation, promiseText, signature } from "./functions.ts";
import { pascal } from "./names.ts";
import type { References } from "./type-text.ts";

interface ResourceNode {
  path: string[];
  operations: OperationModel[];
  children: Map<string, ResourceNode>;
}

/** The tree of resource names, from `x-plinto-sdk.resource`. Aliases have no second name. */
export function resourceTree(operations: OperationModel[]): ResourceNode {
  const root: ResourceNode = { path: [], operations: [], children: new Map() };
  for (const operation of operations) {
    if (operation.sdk.alias) continue;
    let node = root;
    for (const name of operation.sdk.resource.split(".")) {
      if (!node.children.has(name)) node.children.set(name, { path: [...node.path, name], operations: [], children: new Map() });
      node = node.children.get(name)!;
    }
    node.operations.push(operation);
  }
  return root;
}

function className(node: ResourceNode): string {
  return `${pascal(node.path.join("-"))}Resource`;
}

/**
 * packages/core/src/generated/facade.ts: classes over the functions, for every operation that a client may call, and
 * the same tree bound to one organization.
 */
export function emitFacade(description: Description): Map<string, string> {
  const operations = description.operations.filter((operation) => operation.sdk.audience !== "server");
  const tree = resourceTree(operations);
  const types: References = new Set();
  let body = "";
  const visit = (node: ResourceNode): void => {
    for (const child of node.children.values()) visit(child);
    if (node.path.length > 0) body += `\n${classText(description, node, types)}`;
  };
  visit(tree);

  body += "\n/** Every resource as a property. */\nexport class Facade extends Resource {\n";
  for (const child of tree.children.values()) body += getter(child);
  body += "}\n";

  const organizations = tree.children.get("organizations")!;
  // Where both have the name, what hangs below `organizations` is meant.
  const others = [...tree.children.values()].filter((node) => node !== organizations && reachesTenant(node) && !organizations.children.has(node.path[0]!));
  body +=
    "\n/** The runtime of an organization scope: what hangs below `organizations`, and the resources that the tenant header reaches. */\nexport class OrganizationScopeResource extends OrganizationsResource {\n";
  for (const child of others) body += getter(child);
  body += "}\n";
  body += `\n/** The resources of one organization: \`orgId\` is filled in. */\nexport ${scopeText(description, organizations, types, "OrganizationScope", others)}`;

  let text = banner(description, "facade.ts");
  const used = operations.filter((operation) => !operation.sdk.alias);
  const bySlug = Map.groupBy(used, (operation) => operation.slug);
  text += `import type { CallOptions } from "../call-options.ts";\nimport type { ErrorsOf } from "../errors-of.ts";\nimport type { PlintoPagePromise } from "../pagination.ts";\nimport type { PlintoPromise } from "../promise.ts";\nimport { Resource } from "../resource.ts";\n`;
  for (const [slug, list] of bySlug)
    text += `import { ${list
      .map((operation) => operation.id)
      .sort()
      .join(", ")} } from "./${slug}.ts";\n`;
  text += `import type { ${[...types].sort().join(", ")} } from "@plinto/spec";\n`;
  return new Map([["packages/core/src/generated/facade.ts", text + body]]);
}

function getter(node: ResourceNode): string {
  return `  get ${node.path.at(-1)}(): ${className(node)} {\n    return new ${className(node)}(this.client);\n  }\n`;
}

function classText(description: Description, node: ResourceNode, types: References): string {
  let text = `/** \`plinto.${node.path.join(".")}\` */\nexport class ${className(node)} extends Resource {\n`;
  for (const child of node.children.values()) text += getter(child);
  for (const operation of node.operations) {
    text += callDocumentation(operation, "  ");
    text += `  ${operation.sdk.method}(${signature(description, operation, types)}): ${promiseText(operation, types)} {\n    return ${operation.id}(this.client, params, options);\n  }\n`;
  }
  return `${text}}\n`;
}

function reachesTenant(node: ResourceNode): boolean {
  return node.operations.some((operation) => operation.permission.tenant) || [...node.children.values()].some(reachesTenant);
}

function scopeText(description: Description, node: ResourceNode, types: References, name: string, others: ResourceNode[]): string {
  let nested = "";
  let text = `interface ${name} {\n`;
  for (const child of node.children.values()) {
    const childName = `${name}${pascal(child.path.at(-1)!)}`;
    text += `  readonly ${child.path.at(-1)}: ${childName};\n`;
    nested += `\nexport ${scopeText(description, child, types, childName, [])}`;
  }
  for (const child of others) text += `  readonly ${child.path.at(-1)}: ${className(child)};\n`;
  for (const operation of node.operations) {
    if (!operation.pathParameters.some((parameter) => parameter.name === "orgId")) continue;
    text += `  /** ${operation.summary}. \`${operation.id}\` */\n  ${operation.sdk.method}(${signature(description, operation, types, "orgId")}): ${promiseText(operation, types)};\n`;
  }
  return `${text}}\n${nested}`;
}

/** spec/registries/sdk-names.yaml: the facade at a glance. */
export function emitSdkNames(description: Description): Map<string, string> {
  let text = `# Generated by tooling/src/generate/facade.ts: every SDK name and the operation behind it.\n`;
  for (const operation of [...description.operations].sort((a, b) => `${a.sdk.resource}.${a.sdk.method}`.localeCompare(`${b.sdk.resource}.${b.sdk.method}`))) {
    text += operation.sdk.alias
      ? `# ${operation.id} is an alias of ${operation.sdk.alias}\n`
      : `${operation.sdk.resource}.${operation.sdk.method}: ${operation.id} # ${operation.sdk.audience}\n`;
  }
  return new Map([["spec/registries/sdk-names.yaml", text]]);
}
