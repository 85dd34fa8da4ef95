import { MockError } from "./mock-error.ts";

/** Refuses options that are no object or that nobody reads: a misspelled one would be silently without effect. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new MockError("option_invalid", `${name} takes an object of options: ${known.join(", ")}.`);
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) throw new MockError("option_unknown", `${name} has no option ${JSON.stringify(unknown)}. Known options: ${known.join(", ")}.`);
}
