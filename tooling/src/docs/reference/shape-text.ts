import type { Description } from "../../description/model.ts";
import { refName, type Json, type Schema } from "../../description/openapi.ts";
import { shapeLink } from "./links.ts";
import { anchor } from "./links.ts";
import { code, inline, sentence, table } from "./markdown.ts";

/** What a value may be, in words and links. */
export function typeWords(description: Description, schema: Schema): string {
  if (schema.$ref) return shapeLink(description, refName(schema.$ref));
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(" or ") + (schema["x-plinto-open-enum"] ? ", more may come" : "");
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return variants.map((variant) => typeWords(description, variant)).join(" or ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => (type === "null" ? "null" : typeWords(description, { ...schema, type }))).join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeWords(description, schema.items) : "anything"}`;
  const bounds = boundsOf(schema);
  const format = schema.format ? ` (${schema.format})` : "";
  return `${schema.type ?? "anything"}${format}${bounds ? `, ${bounds}` : ""}`;
}

function boundsOf(schema: Schema): string {
  const span = (low: number | undefined, high: number | undefined, unit: string): string[] => {
    if (low === undefined && high === undefined) return [];
    if (low === undefined) return [`at most ${high}${unit}`];
    return [high === undefined ? `at least ${low}${unit}` : `${low} to ${high}${unit}`];
  };
  return [
    ...span(schema.minimum, schema.maximum, ""),
    ...span(schema.minLength, schema.maxLength, " characters"),
    ...span(schema.minItems, schema.maxItems, " items"),
    ...span(schema.minProperties, schema.maxProperties, " keys"),
  ].join(", ");
}

/** The members of an object shape as a table. */
export function fieldsTable(description: Description, schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    code(name),
    typeWords(description, property),
    schema.required?.includes(name) ? "always" : "optional",
    meaningOf(description, property),
  ]);
  return table(["Member", "Type", "Present", "Meaning"], rows);
}

function meaningOf(description: Description, schema: Schema): string {
  const text = schema.description ?? (schema.$ref ? description.schemas[refName(schema.$ref)]?.description : undefined) ?? "";
  const secret = schema["x-plinto-sensitive"] ? " Never logged." : "";
  const feature = typeof schema["x-plinto-feature"] === "string" ? ` Needs the feature ${code(schema["x-plinto-feature"])}.` : "";
  return text ? sentence(text) + secret + feature : (secret + feature).trim();
}

/** A section that describes a named shape. */
export function shapeSection(description: Description, name: string): string {
  const schema = description.schemas[name]!;
  let text = `### ${name} {#shape-${anchor(name)}}\n\n`;
  if (schema.description) text += `${sentence(schema.description)}\n\n`;
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) {
    const property = schema.discriminator?.propertyName;
    text += `One of ${variants.map((variant) => typeWords(description, variant)).join(", ")}${property ? `, told apart by ${code(property)}` : ""}.${schema["x-plinto-open-union"] ? " More may come: handle what you do not know." : ""}\n\n`;
  } else if (schema.properties) text += fieldsTable(description, schema);
  else text += `${typeWords(description, { ...schema })}${schema.pattern ? `, matching ${code(schema.pattern)}` : ""}${exampleWords(schema)}.\n\n`;
  return text;
}

function exampleWords(schema: Schema): string {
  const example: Json | undefined = schema.examples?.[0];
  return example === undefined ? "" : `, such as ${inline(`\`${JSON.stringify(example)}\``)}`;
}
