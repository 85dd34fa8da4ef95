/** Lines of operations become methods of a client. */

import type { CallOptions } from "./call-options.ts";
import { call, callList } from "./operation.ts";
import type { OperationLine } from "./operation-descriptor.ts";
import type { Client } from "./transport/stage.ts";

/**
 * Resources by name, each with further resources and its operations: what a facade is at run time. Since all operations
 * are in the bundle of an application, a resource says under `""` what the paths of its operations begin with, and a
 * line leaves out what its name says: the beginning of its id, and as `*` the end of its path.
 *
 * @example
 * const teams: OperationTree = { "": "/v1/teams", list: "Teams GET  list", archive: "Team POST /{teamId}/*" };
 * // listTeams: GET /v1/teams; archiveTeam: POST /v1/teams/{teamId}/archive
 */
export interface OperationTree {
  readonly [name: string]: string | OperationTree;
}

/** The tree that a facade of this type needs: the compiler keeps the two equal. */
export type TreeOf<Facade> = { readonly ""?: string } & {
  readonly [Name in keyof Facade]: Facade[Name] extends (...args: never) => unknown ? string : TreeOf<Facade[Name]>;
};

/** The whole line of an operation that stands under a name in a resource. */
export function lineIn(resource: OperationTree, name: string): OperationLine {
  const { "": beginning = "", [name]: line } = resource as Readonly<Record<string, string>>;
  const whole = /^[a-z]/.test(line!) ? line! : name + line!;
  return whole.replace(/ [A-Z]+ /, `$&${beginning}`).replace("*", name) as OperationLine;
}

/**
 * The methods of a tree over one client. They need no `this`, and a resource is the same object whenever it is asked for.
 * Of several trees the methods of the last go first, in their resources, too.
 */
export function bindTree(client: Client, ...trees: OperationTree[]): object {
  const bound: Record<string, unknown> = {};
  for (const tree of trees) {
    for (const [name, node] of Object.entries(tree)) {
      if (typeof node !== "string") {
        let resource: object | undefined;
        const nodes = (): OperationTree[] => trees.map((each) => each[name]).filter((each) => typeof each === "object");
        // Servers bind a client per request, which asks for few of its resources.
        Object.defineProperty(bound, name, { configurable: true, enumerable: true, get: () => (resource ??= bindTree(client, ...nodes())) });
      } else if (name) {
        const perform = / list\b/.test(node) ? callList : call;
        bound[name] = (parameters?: object, options?: CallOptions) => perform(client, lineIn(tree, name), parameters, options);
      }
    }
  }
  return bound;
}
