import { addRoute, createRouter, findRoute, type RouterContext } from "rou3";
import { operationTable } from "../generated/operation-table.ts";
import type { OperationRow } from "../operation-row.ts";

/** An operation with the parameters of its path. */
export interface Match {
  readonly row: OperationRow;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the operation of a method and path. Static segments win over parameters. */
export class Router {
  readonly #routes: RouterContext<OperationRow> = createRouter<OperationRow>();
  readonly #methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

  constructor() {
    for (const row of Object.values(operationTable)) addRoute(this.#routes, row.method, row.path.replaceAll(/\{(\w+)\}/g, ":$1"), row);
  }

  match(method: string, path: string): Match | undefined {
    const found = findRoute(this.#routes, method, path);
    if (!found) return undefined;
    const pathParameters: Record<string, string> = {};
    for (const [name, value] of Object.entries(found.params ?? {})) pathParameters[name] = decode(value);
    return { row: found.data, pathParameters };
  }

  /** The methods that a path has, for `Allow`. */
  methodsOf(path: string): string[] {
    return this.#methods.filter((method) => findRoute(this.#routes, method, path));
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
