import type { OperationRow } from "../operation-row.ts";

/** The address of the next page: the same call with its cursor. */
export function nextPage(baseUrl: string, row: OperationRow, input: Readonly<Record<string, unknown>>, cursor: string): string {
  const target = new URL(baseUrl + row.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name]))));
  for (const [name] of row.query) {
    const value = input[name];
    if (value === undefined || name === "cursor") continue;
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) target.searchParams.set(`${name}[${key}]`, String(inner));
    else target.searchParams.set(name, `${value as string | number | boolean}`);
  }
  target.searchParams.set("cursor", cursor);
  return target.href;
}
