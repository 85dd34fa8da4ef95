import type { EventFacts } from "./emit.ts";

/** Property → value before and after, of what a patch really changed. */
export function changesBetween(before: object, after: object, names: readonly string[]): NonNullable<EventFacts["changes"]> {
  const from = before as Record<string, unknown>;
  const to = after as Record<string, unknown>;
  return Object.fromEntries(
    names.filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name])).map((name) => [name, { before: from[name], after: to[name] }]),
  );
}
