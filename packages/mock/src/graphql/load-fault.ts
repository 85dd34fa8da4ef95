import { isMissingPackage } from "../kernel/missing-package.ts";

/** Why GraphQL could not be loaded, and what to do. `node` is the version of Node; nothing where this is none. */
export function loadFault(error: unknown, node: string | undefined): string {
  const text = String(error);
  if (isMissingPackage(error, ["graphql", "graphql-ws"])) return `GraphQL needs the packages graphql and graphql-ws: install them. ${text}`;
  if (node !== undefined && isOlder(node)) return `GraphQL needs Node 22.12 or newer, and this is Node ${node}. ${text}`;
  return `GraphQL could not be loaded. ${text}`;
}

function isOlder(node: string): boolean {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  return major < 22 || (major === 22 && minor < 12);
}
