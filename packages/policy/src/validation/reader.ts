/** Goes through a value that may be anything, and notes what is wrong with it. */

import type { Diagnostic, FaultCode } from "./diagnostic.ts";
import { limits } from "./limits.ts";

/** Notes what is wrong with the value at a pointer. */
export type Read = (value: unknown, pointer: string, faults: Faults) => void;

/** The faults of one document, and what has been counted in it. */
export class Faults {
  readonly list: Diagnostic[] = [];
  /** How many conditions stand around the one that is read. */
  depth = 0;
  /** Conditions seen so far. */
  conditions = 0;

  add(pointer: string, code: FaultCode, message: string): void {
    if (this.list.length < limits.diagnostics) this.list.push({ severity: "error", code, pointer, message });
  }
}

/** An object with these members; those named `name?` may be absent. */
export function object(members: Readonly<Record<string, Read>>): Read {
  const known = new Map(Object.entries(members).map(([name, read]) => [name.replace("?", ""), { read, required: !name.endsWith("?") }]));
  return (value, pointer, faults) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return faults.add(pointer, "type_invalid", "This has to be an object.");
    for (const [name, { read, required }] of known) {
      if (Object.hasOwn(value, name) && (value as Record<string, unknown>)[name] !== undefined) {
        read((value as Record<string, unknown>)[name], `${pointer}/${name}`, faults);
      } else if (required) faults.add(`${pointer}/${name}`, "field_required", `"${name}" is missing.`);
    }
    for (const name of Object.keys(value)) {
      if (!known.has(name))
        faults.add(`${pointer}/${escaped(name)}`, "field_unknown", `There is no such member here. There are: ${[...known.keys()].join(", ")}.`);
    }
  };
}

/** A list of 1 to `most` different elements. */
export function list(most: number, read: Read): Read {
  return (value, pointer, faults) => {
    if (!Array.isArray(value)) return faults.add(pointer, "type_invalid", "This has to be a list.");
    if (value.length === 0) return faults.add(pointer, "list_empty", "The list is empty: name one at least, or leave the member out where it may be absent.");
    if (value.length > most) return faults.add(pointer, "list_too_long", `The list has ${value.length} elements and may have ${most}.`);
    const seen = new Set<unknown>();
    for (const [index, element] of value.entries()) {
      const at = `${pointer}/${index}`;
      if (typeof element !== "object" && seen.size === seen.add(element).size) faults.add(at, "duplicate", "This is in the list already.");
      else read(element, at, faults);
    }
  };
}

/** A text that `isValid`; `wanted` says what it has to be. */
export function text(wanted: string, isValid: (text: string) => boolean, code: FaultCode = "value_invalid", most: number = limits.text): Read {
  return (value, pointer, faults) => {
    if (typeof value !== "string") faults.add(pointer, "type_invalid", `This has to be text: ${wanted}.`);
    else if (value.length > most || !isValid(value)) faults.add(pointer, code, `This has to be ${wanted}.`);
  };
}

/** One of these texts. */
export function oneOf(values: readonly string[], code: FaultCode = "value_invalid"): Read {
  return text(`one of ${values.join(", ")}`, (value) => values.includes(value), code);
}

/** A whole number between two. */
export function integer(least: number, most: number): Read {
  return (value, pointer, faults) => {
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      faults.add(pointer, typeof value === "number" ? "value_invalid" : "type_invalid", `This has to be a whole number from ${least} to ${most}.`);
    }
  };
}

/** A name as part of a pointer (RFC 6901), no longer than a message should be. */
export function escaped(name: string): string {
  return name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");
}
