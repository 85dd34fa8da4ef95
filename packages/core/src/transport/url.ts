/** The URL of an operation. */

import { configError } from "../errors.ts";

/**
 * Fills the path template and appends the query: arrays as repeated names, objects as `name[key]`, absent values not
 * at all.
 *
 * @throws `PlintoError` `parameter_missing`.
 */
export function buildUrl(base: string, template: string, path: Record<string, unknown>, query: object, operationId: string): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = (path[name] as string | undefined) ?? "";
    // "." and ".." survive percent-encoding, and the URL parser would walk up the path with them.
    if (/^\.{0,2}$/.test(value)) {
      throw configError("parameter_missing", `${operationId}: ${name} is missing, empty or dots`, operationId);
    }
    return encodeURIComponent(value);
  });
  const pairs = queryPairs(query, (key) => key);
  return `${base}${filled}${pairs[0] ? "?" : ""}${pairs.join("&")}`;
}

function queryPairs(value: object, nameOf: (key: string) => string): string[] {
  return Object.entries(value).flatMap(([key, item]) => {
    const name = nameOf(encodeURIComponent(key));
    if (item === undefined || item === null) return [];
    if (item instanceof Date || typeof item !== "object") return `${name}=${encodeURIComponent(item.toISOString?.() ?? item)}`;
    return queryPairs(item, Array.isArray(item) ? () => name : (inner) => `${name}[${inner}]`);
  });
}
