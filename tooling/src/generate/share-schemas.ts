import { shortHash } from "../short-hash.ts";

/** A schema as JSON, apart from the two that are only true or false. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Schemas that refer to each other by their names. */
export interface SharedSchemas {
  readonly schemas: ReadonlyMap<string, JsonSchema>;
  /** The name under which a schema is to be found: its own, or that of the one that says the same. */
  readonly nameOf: (name: string) => string;
}

const lists: ReadonlySet<string> = new Set(["oneOf", "anyOf", "allOf", "prefixItems"]);
const maps: ReadonlySet<string> = new Set(["properties", "patternProperties"]);
const singles: ReadonlySet<string> = new Set(["items", "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else"]);

/**
 * Says once what several schemas say: whatever stands in two places becomes a schema of its own, named by its content,
 * and both refer to it. A schema that only refers to another disappears.
 *
 * @param schemas what is to be decided, by name; references are names of others
 */
export function shareSchemas(schemas: ReadonlyMap<string, JsonSchema>): SharedSchemas {
  const counts = new Map<string, number>();
  const count = (schema: unknown): void => {
    if (!isSchema(schema)) return;
    const text = JSON.stringify(schema);
    const before = counts.get(text) ?? 0;
    counts.set(text, before + 1);
    // What stands within it was counted with the first one.
    if (before === 0 || !isWorthAName(schema)) shareableParts(schema, (part) => (count(part), part));
  };
  for (const schema of schemas.values()) count(schema);

  const parts = new Map<string, JsonSchema>();
  const share = (schema: unknown): unknown => {
    if (!isSchema(schema)) return schema;
    const text = JSON.stringify(schema);
    if (counts.get(text)! < 2 || !isWorthAName(schema)) return shareableParts(schema, share);
    const name = `part-${shortHash(text)}`;
    if (!parts.has(name)) parts.set(name, shareableParts(schema, share));
    return { $ref: name };
  };
  const shared = new Map([...schemas].map(([name, schema]) => [name, share(schema) as JsonSchema]));
  for (const [name, schema] of parts) shared.set(name, schema);
  const nameOf = (name: string): string => {
    const schema = shared.get(name);
    if (!schema) throw new Error(`There is no schema ${name}`);
    return typeof schema["$ref"] === "string" && Object.keys(schema).length === 1 ? nameOf(schema["$ref"]) : name;
  };
  const referring = [...shared.keys()].filter((name) => nameOf(name) !== name);
  const renamed = new Map([...shared].filter(([name]) => !referring.includes(name)).map(([name, schema]) => [name, withTargets(schema, nameOf)]));
  return { schemas: renamed, nameOf };
}

/** What one line decides is not worth a call, and the tag of a union has to stand where the union is. */
function isWorthAName(schema: JsonSchema): boolean {
  return (Object.keys(schema).length > 1 || "oneOf" in schema) && !("const" in schema) && !("$ref" in schema);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A schema with every schema directly within it replaced. */
function mapParts(schema: JsonSchema, replace: (part: unknown) => unknown): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (lists.has(keyword)) return [keyword, (value as unknown[]).map(replace)];
      if (maps.has(keyword)) return [keyword, Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, replace(part)]))];
      return [keyword, singles.has(keyword) ? replace(value) : value];
    }),
  );
}

/** Ajv looks for duplicates among scalars in linear time only where it sees their type beside `uniqueItems`. */
function shareableParts(schema: JsonSchema, replace: (part: unknown) => unknown): JsonSchema {
  const { items } = schema;
  return { ...mapParts(schema, replace), ...(schema["uniqueItems"] === true && { items }) };
}

function withTargets(schema: JsonSchema, nameOf: (name: string) => string): JsonSchema {
  if (typeof schema["$ref"] === "string") return { ...schema, $ref: nameOf(schema["$ref"]) };
  return mapParts(schema, (part) => (isSchema(part) ? withTargets(part, nameOf) : part));
}
