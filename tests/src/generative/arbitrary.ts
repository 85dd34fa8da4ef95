import fc from "fast-check";
import { followed, typesOf, type Schema } from "./described.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Ids that exist in a world, by their prefix. */
export type LiveIds = ReadonlyMap<string, readonly string[]>;

/** The keywords that the generator honours. Another one in a request would make bodies that are not valid, so it is refused. */
const keywords = new Set(
  [
    "type const enum oneOf discriminator properties required additionalProperties propertyNames minProperties maxProperties",
    "items minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum",
    "description examples title deprecated default",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Values that fit a schema: formats, patterns and lengths are honoured, and where a pattern asks for an id, one that
 * exists is mostly taken.
 */
export function arbitraryOf(unfollowed: Schema, live: LiveIds, within: readonly string[] = []): fc.Arbitrary<Json> {
  const schema = followed(unfollowed);
  const { $ref } = unfollowed;
  // What refers to itself would never end: inside itself its example stands for it.
  if ($ref !== undefined && within.includes($ref)) return fc.constant((schema.examples as readonly Json[])[0]!);
  const inside = $ref === undefined ? within : [...within, $ref];
  const unknown = Object.keys(schema).find((keyword) => !keywords.has(keyword) && !keyword.startsWith("x-plinto-"));
  if (unknown !== undefined) throw new Error(`The generator does not know the keyword ${unknown}. Teach it, or bodies will not be valid.`);
  if (schema.const !== undefined) return fc.constant(schema.const as Json);
  if (schema.enum) return fc.constantFrom(...(schema.enum as readonly Json[]));
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map((one) => arbitraryOf(one, live, inside)));
  const types = typesOf(schema);
  return fc.oneof(...types.map((type) => ({ weight: type === "null" ? 1 : 4, arbitrary: ofType(type, schema, live, inside) })));
}

function ofType(type: string, schema: Schema, live: LiveIds, within: readonly string[]): fc.Arbitrary<Json> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000_000, max: schema.maximum ?? 1_000_000 });
    case "number":
      return fc.double({ min: schema.minimum ?? -1_000_000, max: schema.maximum ?? 1_000_000, noNaN: true, noDefaultInfinity: true });
    case "string":
      return text(schema, live);
    case "array":
      return array(schema, live, within);
    case "object":
      return object(schema, live, within);
    default:
      throw new Error(`The generator does not know the type ${type}`);
  }
}

function text(schema: Schema, live: LiveIds): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 10_000, pattern, format } = schema;
  const fits = (value: string): boolean => [...value].length >= minLength && [...value].length <= maxLength;
  if (format !== undefined) {
    const expression = new RegExp(pattern ?? "", "u");
    return formatted(format).filter((value) => fits(value) && expression.test(value));
  }
  if (pattern !== undefined) {
    const prefixes = prefixesIn(pattern);
    if (prefixes.length === 0) return matching(pattern, maxLength).filter(fits);
    const known = prefixes.flatMap((prefix) => live.get(prefix) ?? []);
    const unknown = fc.tuple(fc.constantFrom(...prefixes), idTail).map(([prefix, tail]) => `${prefix}_${tail}`);
    return known.length === 0 ? unknown : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: unknown });
  }
  return plainText(minLength, maxLength);
}

/** Texts that a pattern fits. What it says by properties of characters is looked for among texts of all kinds. */
function matching(pattern: string, maxLength: number): fc.Arbitrary<string> {
  const expression = new RegExp(pattern, "u");
  if (!pattern.includes("\\p{")) return fc.stringMatching(new RegExp(pattern), { size: "small" });
  return plainText(1, maxLength).filter((text) => expression.test(text));
}

function plainText(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const short = Math.max(minLength, Math.min(maxLength, 40));
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: "grapheme-ascii", minLength, maxLength: short }) },
    // Whole code points: the description counts them, and half of a pair is no text.
    { weight: 2, arbitrary: fc.string({ unit: "binary", minLength, maxLength: short }) },
    { weight: 1, arbitrary: fc.constant("a".repeat(maxLength)) },
  );
}

function formatted(format: string): fc.Arbitrary<string> {
  switch (format) {
    case "email":
      return fc.emailAddress({ size: "small" });
    case "uri":
      return fc.webUrl({ withQueryParameters: true, size: "small" });
    case "date-time":
      return fc.oneof(
        {
          weight: 7,
          arbitrary: fc
            .date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2099-12-31T00:00:00Z"), noInvalidDate: true })
            .map((date) => date.toISOString()),
        },
        { weight: 1, arbitrary: fc.constantFrom(...outermost) },
      );
    default:
      throw new Error(`The generator does not know the format ${format}`);
  }
}

/** The first and the last instants that can be named, and one that is nearly so. */
const outermost = ["0001-01-01T00:00:00.000Z", "0001-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"];

function array(schema: Schema, live: LiveIds, within: readonly string[]): fc.Arbitrary<Json> {
  const items = arbitraryOf(schema.items!, live, within);
  const bounds = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 6, 6) };
  if (!schema.uniqueItems) return fc.array(items, bounds);
  return fc.uniqueArray(items, { ...bounds, selector: (item) => JSON.stringify(item) });
}

function object(schema: Schema, live: LiveIds, within: readonly string[]): fc.Arbitrary<Json> {
  if (!schema.properties) return freeObject(schema, live, within);
  const properties = Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, arbitraryOf(one, live, within)]));
  return fc
    .record(properties, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true })
    .filter((value) => Object.keys(value).length >= (schema.minProperties ?? 0));
}

/** An object of whatever names, such as metadata. Names that reach into a prototype are refused by the API, so they are not valid. */
function freeObject({ additionalProperties, propertyNames, maxProperties }: Schema, live: LiveIds, within: readonly string[]): fc.Arbitrary<Json> {
  const names = propertyNames?.pattern
    ? text(propertyNames, live)
    : fc.string({ unit: "grapheme-ascii", maxLength: Math.min(propertyNames?.maxLength ?? 20, 20) });
  const name = names.filter((one) => !["__proto__", "constructor", "prototype"].includes(one));
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 10 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 2 }),
  );
  const value = typeof additionalProperties === "object" ? arbitraryOf(additionalProperties, live, within) : anything;
  return fc.dictionary(name, value, { maxKeys: Math.min(maxProperties ?? 5, 5), noNullPrototype: true }) as fc.Arbitrary<Json>;
}

/** `usr` and `key` of `^(usr|key)_[0-9a-hjkmnp-tv-z]{26}$`. */
function prefixesIn(pattern: string): string[] {
  const [, prefixes] = /^\^\(?([a-z|]+)\)?_\[0-9a-hjkmnp-tv-z\]\{26\}\$$/.exec(pattern) ?? [];
  return prefixes?.split("|") ?? [];
}

/** Made by hand: a pattern that is read anew for every field costs more than the request. */
const idTail = fc.string({ unit: fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz"), minLength: 26, maxLength: 26 });
