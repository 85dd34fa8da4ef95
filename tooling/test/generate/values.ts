import fc from "fast-check";
import { refName, type Document, type Json, type Schema } from "../../src/description/openapi.ts";

/** A value as a schema wants it, from its examples where it has some. */
export function valuesOf(document: Document, schema: Schema, depth: number = 0): Json {
  if (schema.$ref) return valuesOf(document, document.components.schemas[refName(schema.$ref)]!, depth);
  if (depth > 8) return null;
  if (schema.const !== undefined) return schema.const;
  const [example] = schema.examples ?? [];
  if (example !== undefined) return example;
  if (schema.enum) return schema.enum[0]!;
  if (schema.oneOf) return valuesOf(document, schema.oneOf[0]!, depth + 1);
  switch ([schema.type].flat()[0]) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, valuesOf(document, part, depth + 1)]));
    case "array":
      return schema.items ? [valuesOf(document, schema.items, depth + 1)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    default:
      return "text";
  }
}

const strange: readonly Json[] = [null, -1, 1.5, 1e12, "", "\u0000", "x", "a".repeat(2_100), true, [], {}, ["a", "a"], [{}, {}], "2030-02-30T00:00:00Z"];

/** That value with a few of its parts gone, replaced, repeated or joined by others. */
export function changed(value: Json): fc.Arbitrary<Json> {
  const step = fc.record({ at: fc.nat(), how: fc.constantFrom("drop", "replace", "repeat", "add"), by: fc.constantFrom(...strange) });
  return fc.array(step, { maxLength: 3 }).map((steps) => {
    const root: { value: Json } = { value: structuredClone(value) };
    for (const { at, how, by } of steps) change(root, at, how, structuredClone(by));
    return root.value;
  });
}

type Holder = Record<string, Json>;

function change(root: { value: Json }, at: number, how: string, by: Json): void {
  const places = placesIn(root as Holder);
  const { holder, name } = places[at % places.length]!;
  if (how === "drop" && holder !== (root as Holder)) delete holder[name];
  else if (how === "repeat" && Array.isArray(holder)) holder.push(structuredClone(holder[Number(name)]!));
  else if (how === "add" && !Array.isArray(holder) && holder !== (root as Holder)) holder[`${name}Too`] = by;
  else holder[name] = by;
}

function placesIn(holder: Holder): { holder: Holder; name: string }[] {
  return Object.entries(holder).flatMap(([name, part]) => [
    { holder, name },
    ...(typeof part === "object" && part !== null ? placesIn(part as unknown as Holder) : []),
  ]);
}
