import type { Schema } from "../../description/openapi.ts";

/**
 * The shapes of a union as one: GraphQL has no unions of inputs. What all of them require is required; the operation
 * judges the rest. A property that means different things in two of them becomes any JSON.
 */
export function mergeVariants(union: Schema, resolve: (schema: Schema) => Schema): { properties: Record<string, Schema>; required: string[] } {
  const variants = union.oneOf!.map(resolve);
  const properties: Record<string, Schema> = {};
  for (const variant of variants) {
    for (const [name, schema] of Object.entries(variant.properties ?? {})) {
      const before = properties[name];
      if (!before) properties[name] = schema.const === undefined ? schema : { type: "string", description: schema.description ?? "Which one it is." };
      else if (!isSame(before, schema)) properties[name] = { type: "object", description: before.description ?? name };
    }
  }
  return { properties, required: Object.keys(properties).filter((name) => variants.every((variant) => variant.required?.includes(name))) };
}

function isSame(a: Schema, b: Schema): boolean {
  if (b.const !== undefined) return a.type === "string" && a.enum === undefined;
  return a.$ref === b.$ref && JSON.stringify(a.type) === JSON.stringify(b.type) && a.items?.$ref === b.items?.$ref;
}
