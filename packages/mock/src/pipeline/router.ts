import { addRoute, createRouter, findRoute, type RouterContext } from "rou3";
import { operationTable } from "../generated/operation-table.ts";
import type { OperationRow } from "../operation-row.ts";
import { fail } from "./problem.ts";

/** An operation with the parameters of its path. */
export interface Match {
  readonly row: OperationRow;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const slash = 47;
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Finds the operation of a method and path. Static segments win over parameters. */
class Router {
  readonly #routes: RouterContext<OperationRow> = createRouter<OperationRow>();

  constructor() {
    for (const row of Object.values(operationTable)) addRoute(this.#routes, row.method, row.path.replaceAll(/\{(\w+)\}/g, ":$1"), row);
  }

  /** Only the path as the description spells it. @throws ProblemError `validation_failed` for a parameter that cannot be decoded */
  match(method: string, path: string): Match | undefined {
    // The table of routes would overlook them.
    if (path.endsWith("/") || path.includes("//")) return undefined;
    const found = findRoute(this.#routes, method, path);
    if (!found) return undefined;
    const pathParameters: Record<string, string> = {};
    if (found.params) for (const [name, value] of Object.entries(found.params)) pathParameters[name] = decode(name, value);
    return { row: found.data, pathParameters };
  }

  /** The methods of a path in any of its spellings. */
  methodsOf(path: string): string[] {
    const present = canonicalPath(path);
    return present === "" || present.includes("//") ? [] : methods.filter((method) => findRoute(this.#routes, method, present));
  }

  /** The path as logs may show it: without the parameters that are secrets. */
  shown(path: string): string {
    const present = canonicalPath(path);
    for (const method of present === "" ? [] : methods) {
      const row = findRoute(this.#routes, method, present)?.data;
      if (!row?.sensitive) continue;
      const template = row.path.split("/");
      const parts = present.split("/");
      return template.map((part, index) => (row.sensitive!.includes(part.slice(1, -1)) ? "[redacted]" : parts[index])).join("/");
    }
    return path;
  }
}

/** The one router: what it knows is the description's, and every world asks the same. */
export const router: Router = new Router();

/** A path without what older releases wrote around it: `/api` before the version, a slash at the end. */
export function canonicalPath(path: string): string {
  let end = path.length;
  while (path.charCodeAt(end - 1) === slash) end -= 1;
  return path.slice(path.startsWith("/api/v1/") ? 4 : 0, end);
}

function decode(name: string, text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    fail("validation_failed", {
      errors: [{ pointer: `/path/${name}`, code: "encoding", message: `${name} is not UTF-8 with percent-encoding` }],
    });
  }
}
