import type { Json } from "../description/openapi.ts";

/** A schema in draft 7, at every level: there nothing stands beside a `$ref`, and `dependentRequired` is `dependencies`. */
export function draft7(value: Json): Json {
  if (Array.isArray(value)) return value.map(draft7);
  if (value === null || typeof value !== "object") return value;
  const { $ref, dependentRequired, ...rest } = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, draft7(member)]));
  const beside = { ...rest, ...(dependentRequired !== undefined && { dependencies: dependentRequired }) };
  if ($ref === undefined) return beside;
  return Object.keys(beside).length === 0 ? { $ref } : { ...beside, allOf: [{ $ref }] };
}
