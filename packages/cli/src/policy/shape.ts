import { UsageError } from "../usage-error.ts";

/** A value of a JSON file, and where it stands. */
export interface Place {
  readonly file: string;
  /** JSON pointer: `/cases/0/expect`. */
  readonly pointer: string;
}

/** A value below another one. */
export function below({ file, pointer }: Place, key: string | number): Place {
  return { file, pointer: `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}` };
}

/** Something about a place that the command cannot go on with. */
export function faultAt({ file, pointer }: Place, message: string): UsageError {
  return new UsageError(`${file}${pointer === "" ? "" : ` at ${pointer}`}: ${message}`);
}

/** An object with these fields and no others; those with a question mark may be absent. @throws UsageError */
export function readObject(value: unknown, at: Place, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw faultAt(at, "This has to be an object.");
  const known = fields.map((field) => field.replace("?", ""));
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw faultAt(below(at, name), `There is no such field. The fields are ${known.join(", ")}.`);
  for (const field of fields) if (!field.endsWith("?") && !Object.hasOwn(value, field)) throw faultAt(below(at, field), "This is missing.");
  return value as Readonly<Record<string, unknown>>;
}

/** A list. @throws UsageError */
export function readList<Item>(value: unknown, at: Place, read: (item: unknown, at: Place) => Item): Item[] {
  if (!Array.isArray(value)) throw faultAt(at, "This has to be a list.");
  return value.map((item: unknown, index) => read(item, below(at, index)));
}

/** A text with something in it. @throws UsageError */
export function readText(value: unknown, at: Place): string {
  if (typeof value !== "string" || value === "") throw faultAt(at, "This has to be a text.");
  return value;
}

/** One of some words. @throws UsageError */
export function readWord<const Word extends string>(value: unknown, at: Place, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw faultAt(at, `This has to be one of ${words.join(", ")}.`);
  return found;
}
