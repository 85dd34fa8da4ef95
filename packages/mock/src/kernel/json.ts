import { MockError } from "../mock-error.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/**
 * Freezes a JSON value through and through and returns it, so that whoever holds it can neither change it nor be
 * surprised by a change. Properties that are `undefined` are left out, as JSON would; then the result is a copy.
 *
 * @param what names the value in the error message
 * @throws MockError `not_json` for a function, a symbol, a bigint, a number that is not finite, or an object that is
 *   neither plain nor an array (a Date, a Map, a class instance)
 */
export function sealJson<Value>(value: Value, what: string): Value {
  return seal(value, what) as Value;
}

function seal(value: unknown, what: string): unknown {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw notJson(what, String(value));
  }
  if (typeof value !== "object") throw notJson(what, `a value of type ${typeof value}`);
  if (Array.isArray(value)) return sealArray(value, what);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notJson(what, `an object of class ${prototypeName(prototype)}`);
  return sealObject(value as Record<string, unknown>, what);
}

function sealArray(array: unknown[], what: string): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < array.length; at++) {
    const item = array[at];
    const sealed = seal(item, what);
    if (sealed !== item) copy ??= [...array];
    if (copy) copy[at] = sealed;
  }
  return Object.freeze(copy ?? array);
}

function sealObject(object: Record<string, unknown>, what: string): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const name in object) {
    const value = object[name];
    const sealed = value === undefined ? undefined : seal(value, what);
    if (sealed === value && value !== undefined) continue;
    copy ??= { ...object };
    if (sealed === undefined) delete copy[name];
    else copy[name] = sealed;
  }
  return Object.freeze(copy ?? object);
}

function notJson(what: string, found: string): MockError {
  return new MockError(
    "not_json",
    `${what} holds ${found}. Use plain objects, arrays, strings, finite numbers, booleans and null; write instants as text or milliseconds.`,
  );
}

function prototypeName(prototype: unknown): string {
  const maker = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof maker === "string" ? maker : "unknown";
}
