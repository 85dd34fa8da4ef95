import type { Description, OperationModel } from "../description/model.ts";
import { banner } from "./banner.ts";
import { interfaceName, reachesTenant, resourceTree, treeText, type ResourceNode } from "./facade.ts";
import { callDocumentation, promiseText, signature } from "./functions.ts";
import type { References } from "./type-text.ts";
import { resultText } from "./types.ts";

const folder = "packages/node/src/generated";

/**
 * packages/node/src/generated/admin-facade.ts: the types of every operation that a server may call, said as what they add
 * to the client's facade; admin-tree.ts: the whole tree that their methods are made of.
 */
export function emitAdmin(description: Description): Map<string, string> {
  const tree = resourceTree(description.operations.filter(({ navigation, sdk }) => navigation !== "only" && !sdk.alias));
  const types: References = new Set();
  const fromCore = new Set<string>(["Facade", "OrganizationScope"]);
  let body = "";

  /** The type of a resource: the client's where servers have nothing more. */
  const typeOf = (node: ResourceNode): string => {
    if (!isExtended(node)) fromCore.add(interfaceName(node));
    return isExtended(node) ? `Admin${interfaceName(node)}` : interfaceName(node);
  };
  const visit = (node: ResourceNode): void => {
    for (const child of node.children.values()) visit(child);
    if (node.path.length === 0 || !isExtended(node)) return;
    const extended = [...node.children.values()].filter(isExtended);
    body += `\n/** \`admin.${node.path.join(".")}\` */\nexport interface ${typeOf(node)}`;
    if (reachesClients(node)) {
      fromCore.add(interfaceName(node));
      body += ` extends ${without(interfaceName(node), extended.filter(reachesClients))}`;
    }
    body += " {\n";
    for (const child of extended) body += `  readonly ${child.path.at(-1)}: ${typeOf(child)};\n`;
    for (const operation of node.operations.filter(isForServers)) {
      body += `${callDocumentation(operation, "  ")}  ${operation.sdk.method}(${signature(description, operation, types)}): ${promiseText(operation, types)};\n`;
    }
    body += "}\n";
  };
  visit(tree);

  const extended = [...tree.children.values()].filter(isExtended);
  body += `\n/** Every resource as a property. */\nexport interface AdminFacade extends ${without("Facade", extended.filter(reachesClients))} {\n`;
  for (const node of extended) body += `  readonly ${node.path[0]}: ${typeOf(node)};\n`;
  body += "}\n";

  const organizations = tree.children.get("organizations")!;
  if (isExtended(organizations)) throw new Error("An operation below organizations is for servers alone: teach emitAdmin to fill in its orgId");
  const others = extended.filter(reachesTenant);
  const inScope = others.filter((node) => reachesClients(node) || organizations.children.has(node.path[0]!));
  body += `\n/** The resources of one organization: \`orgId\` is filled in. */\nexport interface AdminOrganizationScope extends ${without("OrganizationScope", inScope)} {\n`;
  for (const node of others) {
    const name = node.path[0]!;
    const own = `OrganizationScope[${JSON.stringify(name)}]`;
    body += `  readonly ${name}: ${organizations.children.has(name) ? `${own} & Omit<${typeOf(node)}, keyof ${own}>` : typeOf(node)};\n`;
  }
  body += "}\n";

  const promises = ["PlintoPagePromise", "PlintoPromise"].filter((name) => body.includes(`${name}<`));
  let text = banner(description, "admin.ts");
  // Shapes are taken from where they are told already: with the description's own types the package would carry a copy.
  const isEvent = (name: string): boolean => description.homes.get(name) === "events";
  const shapes = [...types].filter((name) => !isEvent(name));
  text += `import type { CallOptions, ErrorsOf, ${[...promises, ...fromCore, ...shapes].sort().join(", ")} } from "@plinto/core";\n`;
  text += `import type * as operations from "@plinto/core/operations";\nimport type { WebhookEvent } from "@plinto/webhooks";\n`;
  for (const name of [...types].filter((one) => isEvent(one) && one !== "WebhookEvent")) {
    const { id } = description.operations.find((operation) => resultText(operation, new Set()) === name) ?? {};
    // An interface, so that it has a name of this package.
    if (id) text += `\n/** Answer of \`${id}\`. */\nexport interface ${name} extends Awaited<ReturnType<typeof operations.${id}>> {}\n`;
  }

  let runtime = banner(description, "admin.ts");
  runtime += `import type { TreeOf } from "@plinto/core";\nimport type { AdminFacade } from "./admin-facade.ts";\n`;
  runtime += `\n/** Every operation that a server may call, under its names. */\nexport const adminTree: TreeOf<AdminFacade> = ${treeText(tree, "")};\n`;

  return new Map([
    [`${folder}/admin-facade.ts`, text + body],
    [`${folder}/admin-tree.ts`, runtime],
  ]);
}

function isForServers(operation: OperationModel): boolean {
  return operation.sdk.audience === "server";
}

/** Whether servers have more of a resource than clients. */
function isExtended(node: ResourceNode): boolean {
  return node.operations.some(isForServers) || [...node.children.values()].some(isExtended);
}

/** Whether clients have something of a resource. */
function reachesClients(node: ResourceNode): boolean {
  return node.operations.some((operation) => !isForServers(operation)) || [...node.children.values()].some(reachesClients);
}

function without(name: string, nodes: readonly ResourceNode[]): string {
  return nodes.length === 0 ? name : `Omit<${name}, ${nodes.map((node) => JSON.stringify(node.path.at(-1))).join(" | ")}>`;
}
