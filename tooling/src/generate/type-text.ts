import { refName, type Json, type Schema } from "../description/openapi.ts";
import { propertyKey } from "./names.ts";

/** Collects the named schemas that a piece of type text refers to. */
export type References = Set<string>;

/** A JSON Schema as TypeScript type text. */
export function typeText(schema: Schema, references: References, indent = ""): string {
  if (schema.$ref) {
    const name = refName(schema.$ref);
    references.add(name);
    return name;
  }
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) {
    const union = schema.enum.map(literal).join(" | ");
    return schema["x-plinto-open-enum"] ? `${union} | (string & {})` : union;
  }
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return variants.map((variant) => typeText(variant, references, indent)).join(" | ");
  if (Array.isArray(schema.type)) return [...new Set(schema.type.map((type) => typeText({ ...schema, type }, references, indent)))].join(" | ");
  switch (schema.type) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array": {
      const item = schema.items ? typeText(schema.items, references, indent) : "unknown";
      return /[|&]/.test(item) ? `Array<${item}>` : `${item}[]`;
    }
    default:
      return schema.properties ? `{\n${propertiesText(schema, references, `${indent}  `)}${indent}}` : "Record<string, unknown>";
  }
}

/** The properties of an object schema, one documented line each. */
export function propertiesText(schema: Schema, references: References, indent: string): string {
  let text = "";
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const optional = schema.required?.includes(name) ? "" : "?";
    text += documentation(property, indent);
    text += `${indent}${propertyKey(name)}${optional}: ${typeText(property, references, indent)};\n`;
  }
  return text;
}

export function documentation(schema: Schema, indent: string): string {
  return schema.description ? `${indent}/** ${oneLine(schema.description)} */\n` : "";
}

export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ").replaceAll("*/", "* /");
}

function literal(value: Json): string {
  return JSON.stringify(value);
}
