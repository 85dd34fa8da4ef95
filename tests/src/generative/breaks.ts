import type { Json } from "./arbitrary.ts";
import { followed, typesOf, type Schema } from "./described.ts";

/** One way to make a valid value invalid. */
export interface Break {
  /** Where the fault is: a JSON pointer from the value that was broken. */
  readonly pointer: string;
  /** What was done, in words. */
  readonly how: string;
  /** The value, with this one fault. */
  readonly broken: Json;
}

/** Every way to break a valid value in one place. */
export function breaksOf(unfollowed: Schema, value: Json): Break[] {
  const schema = followed(unfollowed);
  const branch = schema.oneOf && branchOf(schema, value);
  const inside = branch
    ? [...breaksOf(branch, value), tagged(schema, value, "an unknown tag", "no_such_value")]
    : [...scalarBreaks(schema, value), ...arrayBreaks(schema, value), ...objectBreaks(schema, value)];
  return [...(branch ? [] : typeBreaks(schema)), ...inside];
}

/** A name as a step of a JSON pointer (RFC 6901). */
export function step(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function typeBreaks(schema: Schema): Break[] {
  const candidates: Readonly<Record<string, Json>> = { null: null, boolean: true, number: 7.5, string: "some text", array: [], object: {} };
  const types = typesOf(schema);
  return Object.entries(candidates)
    .filter(([type]) => types.length > 0 && !types.includes(type))
    .map(([type, broken]) => ({ pointer: "", how: `${type} instead of ${types.join(" or ")}`, broken }));
}

function scalarBreaks(schema: Schema, value: Json): Break[] {
  const breaks: [how: string, broken: Json][] = [];
  if (schema.enum || schema.const !== undefined) breaks.push(["none of the values", "no_such_value"]);
  if (typeof value === "string") {
    if ((schema.minLength ?? 0) > 0) breaks.push(["too short", ""]);
    if (schema.maxLength !== undefined) breaks.push(["too long", `${value}${"a".repeat(schema.maxLength + 1 - [...value].length)}`]);
    if (schema.format !== undefined) breaks.push([`no ${schema.format}`, "not what it says"]);
    if (schema.format === "date-time") breaks.push(...unwritable);
    if (schema.pattern !== undefined) {
      const stranger = ["~ no match ~", "\n"].find((text) => !new RegExp(schema.pattern!, "u").test(text));
      if (stranger !== undefined) breaks.push(["not of the pattern", stranger]);
    }
  }
  if (typeof value === "number") {
    if (schema.minimum !== undefined) breaks.push(["too small", schema.minimum - 1]);
    if (schema.maximum !== undefined) breaks.push(["too large", schema.maximum + 1]);
  }
  return breaks.map(([how, broken]) => ({ pointer: "", how, broken }));
}

/** Instants that are well written, and of which no timestamp of the API can be made. */
const unwritable: readonly [how: string, broken: Json][] = [
  ["after the last year of four digits in UTC", "9999-12-31T23:59:59.999-23:59"],
  ["before the first year in UTC", "0001-01-01T00:00:00.000+00:01"],
  ["in the year 0", "0000-06-15T00:00:00Z"],
];

function arrayBreaks(schema: Schema, value: Json): Break[] {
  if (!Array.isArray(value) || !schema.items) return [];
  const items = value as readonly Json[];
  const breaks: Break[] = items.flatMap((item, index) =>
    breaksOf(schema.items!, item).map(({ pointer, how, broken }) => ({ pointer: step(index) + pointer, how, broken: items.with(index, broken) })),
  );
  if ((schema.minItems ?? 0) > 0) breaks.push({ pointer: "", how: "too few items", broken: [] });
  if (items.length > 0 && schema.uniqueItems) breaks.push({ pointer: "", how: "an item twice", broken: [items[0]!, ...items] });
  if (items.length > 0 && schema.maxItems !== undefined)
    breaks.push({ pointer: "", how: "too many items", broken: Array.from({ length: schema.maxItems + 1 }, () => items[0]!) });
  return breaks;
}

function objectBreaks(schema: Schema, value: Json): Break[] {
  if (!isObject(value) || (schema.type !== undefined && !typesOf(schema).includes("object"))) return [];
  const breaks: Break[] = Object.entries(schema.properties ?? {})
    .filter(([name]) => Object.hasOwn(value, name))
    .flatMap(([name, one]) =>
      breaksOf(one, value[name]!).map(({ pointer, how, broken }) => ({ pointer: step(name) + pointer, how, broken: { ...value, [name]: broken } })),
    );
  for (const name of schema.required ?? []) breaks.push({ pointer: step(name), how: "absent", broken: without(value, name) });
  const { additionalProperties: others } = schema;
  if (typeof others === "object") {
    for (const [name, one] of Object.entries(value).filter(([name]) => !Object.hasOwn(schema.properties ?? {}, name)))
      breaks.push(...breaksOf(others, one).map(({ pointer, how, broken }) => ({ pointer: step(name) + pointer, how, broken: { ...value, [name]: broken } })));
  }
  if (others === false) {
    for (const name of ["noSuchField", "toString", "a/b~c"])
      breaks.push({ pointer: step(name), how: "an unknown property", broken: { ...value, [name]: "anything" } });
  }
  if ((schema.minProperties ?? 0) > 0) breaks.push({ pointer: "", how: "no property at all", broken: {} });
  if (schema.maxProperties !== undefined)
    breaks.push({
      pointer: "",
      how: "too many properties",
      broken: Object.fromEntries(Array.from({ length: schema.maxProperties + 1 }, (_, index) => [`p${index}`, filler(others)])),
    });
  return breaks;
}

/** What may be the value of any name. */
function filler(schema: Schema | boolean = true): Json {
  return typeof schema === "object" && typesOf(schema).includes("string") ? "a" : 1;
}

function branchOf(schema: Schema, value: Json): Schema {
  const tag = schema.discriminator && isObject(value) ? value[schema.discriminator.propertyName] : undefined;
  const branch = schema.oneOf!.map(followed).find((one) => tag !== undefined && one.properties?.[schema.discriminator!.propertyName]?.const === tag);
  if (!branch) throw new Error("A union of a request has a discriminator, and its values a tag");
  return branch;
}

function tagged(schema: Schema, value: Json, how: string, tag: Json): Break {
  const name = schema.discriminator!.propertyName;
  return { pointer: step(name), how, broken: { ...(value as { readonly [name: string]: Json }), [name]: tag } };
}

function without(value: { readonly [name: string]: Json }, name: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
