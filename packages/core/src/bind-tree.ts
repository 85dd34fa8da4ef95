/** Lines of operations become methods of a client. */

import type { CallOptions } from "./call-options.ts";
import { call, callList } from "./operation.ts";
import type { OperationLine } from "./operation-descriptor.ts";
import type { Client } from "./transport/stage.ts";

/**
 * Resources by name, each with further resources and its operations: what a facade is at run time. A line may leave out
 * the beginning of its id that its name says, since all of them are in the bundle of an application: `list: "Teams GET …"`
 * is that of `listTeams`.
 */
export interface OperationTree {
  readonly [name: string]: OperationLine | OperationTree;
}

/** The tree that a facade of this type needs: the compiler keeps the two equal. */
export type TreeOf<Facade> = { readonly [Name in keyof Facade]: Facade[Name] extends (...args: never) => unknown ? OperationLine : TreeOf<Facade[Name]> };

/** The whole line of an operation that stands under a name in a tree. */
export function lineIn(name: string, line: OperationLine): OperationLine {
  return /^[a-z]/.test(line) ? line : `${name}${line}`;
}

/** The methods of a tree over one client. They need no `this`, and a resource is the same object whenever it is asked for. */
export function bindTree(tree: OperationTree, client: Client): object {
  const bound: Record<string, unknown> = {};
  for (const [name, node] of Object.entries(tree)) {
    if (typeof node === "string") {
      const perform = / list\b/.test(node) ? callList : call;
      bound[name] = (parameters?: object, options?: CallOptions) => perform(client, lineIn(name, node), parameters, options);
    } else {
      let resource: object | undefined;
      // Servers bind a client per request, which asks for few of its resources.
      Object.defineProperty(bound, name, { enumerable: true, get: () => (resource ??= bindTree(node, client)) });
    }
  }
  return bound;
}
