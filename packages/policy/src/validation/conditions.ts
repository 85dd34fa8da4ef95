/** What is wrong with conditions. */

import { parseRange } from "../address.ts";
import { operators, readAs, rowOf, type ScalarList, type ValueType } from "../conditions/operators.ts";
import { weekdays } from "../conditions/time.ts";
import { parseInstant } from "../instant.ts";
import { limits } from "./limits.ts";
import { beginningShape, rangeShape, timeOfDayShape, zoneShape } from "./shapes.ts";
import { integer, list, object, oneOf, text, type Faults, type Read } from "./reader.ts";

/** Whether the platform knows a zone. */
export type KnowsZone = (name: string) => boolean;

const beginning = /* @__PURE__ */ text("a time of day, hh:mm", (value) => beginningShape.test(value), "time_invalid");
const ending = /* @__PURE__ */ text("a time of day, hh:mm up to 24:00", (value) => timeOfDayShape.test(value), "time_invalid");
const moment = /* @__PURE__ */ text("a moment as RFC 3339 writes it, 2026-03-01T00:00:00Z", (value) => parseInstant(value) !== undefined, "time_invalid");
const range = /* @__PURE__ */ text(
  "an address or a range without bits beyond its prefix, such as 203.0.113.0/24 or 2001:db8::/32",
  (value) => rangeShape.test(value) && parseRange(value) !== undefined,
  "address_invalid",
);

/** Whether text is the place of an attribute in an input. Names that every object inherits are none. */
export function isAttributePath(path: string): boolean {
  return (
    path.length <= limits.path &&
    /^(?:(?:subject|resource)\.(?:id|type)|subject\.roles|request\.(?:ip|authentication\.methods)|organizationId|(?:subject|resource|request)\.attributes(?:\.[A-Za-z0-9_-]{1,64}){1,8})$/.test(
      path,
    ) &&
    !/\.(?:__proto__|constructor|prototype)(?:\.|$)/.test(path)
  );
}

const attribute = /* @__PURE__ */ text(
  "the place of an attribute in the input, such as subject.attributes.department or resource.id",
  isAttributePath,
  "attribute_unknown",
);

const names = ["all", "any", "not", "ip", "time_window", "period", "mfa", "authentication_age", "attribute"];

/** Reads a list of conditions. */
export function conditionsReader(knowsZone: KnowsZone): Read {
  const anything: Read = () => {};
  const shapes = new Map<string, Read>([
    ["all", object({ type: anything, conditions: nested })],
    ["any", object({ type: anything, conditions: nested })],
    ["not", object({ type: anything, condition: read })],
    ["ip", object({ type: anything, ranges: list(limits.ranges, range) })],
    ["mfa", object({ type: anything })],
    ["authentication_age", object({ type: anything, maxSeconds: integer(1, limits.ageSeconds) })],
    ["period", object({ type: anything, "notBefore?": moment, "notAfter?": moment })],
    [
      "attribute",
      object({
        type: anything,
        attribute,
        operator: oneOf(["exists", ...Object.keys(operators), "not_equals", "not_in"], "operator_unknown"),
        "value?": anything,
        "valueFrom?": attribute,
      }),
    ],
    [
      "time_window",
      object({
        type: anything,
        timeZone: text("a zone of the IANA database, such as Europe/Berlin", (value) => zoneShape.test(value) && knowsZone(value), "time_zone_unknown"),
        "days?": list(7, oneOf(weekdays)),
        "from?": beginning,
        "to?": ending,
      }),
    ],
  ]);
  return nested;

  function nested(value: unknown, pointer: string, faults: Faults): void {
    list(limits.conditions, read)(value, pointer, faults);
  }

  function read(value: unknown, pointer: string, faults: Faults): void {
    if (faults.depth === limits.depth) return faults.add(pointer, "too_deep", `Conditions may stand ${limits.depth} deep in each other.`);
    faults.depth += 1;
    readAtDepth(value, pointer, faults);
    faults.depth -= 1;
  }

  function readAtDepth(value: unknown, pointer: string, faults: Faults): void {
    if ((faults.conditions += 1) > limits.conditions) {
      if (faults.conditions === limits.conditions + 1) faults.add(pointer, "too_large", `A policy may have ${limits.conditions} conditions.`);
      return;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) return faults.add(pointer, "type_invalid", "A condition is an object.");
    const type = Object.hasOwn(value, "type") ? (value as { type: unknown }).type : undefined;
    const shape = typeof type === "string" ? shapes.get(type) : undefined;
    if (shape === undefined) return faults.add(`${pointer}/type`, "condition_unknown", `This has to be one of ${names.join(", ")}.`);
    const before = faults.list.length;
    shape(value, pointer, faults);
    if (faults.list.length === before) further[type as string]?.(value as Record<string, unknown>, pointer, faults);
  }
}

/** What the members of a condition have to be to each other, once each of them is right. */
const further: Readonly<Record<string, (condition: Record<string, unknown>, pointer: string, faults: Faults) => void>> = {
  time_window({ from = "00:00", to = "24:00" }, pointer, faults) {
    if (from === to) faults.add(`${pointer}/to`, "window_empty", 'The window ends when it begins. For whole days leave "from" and "to" out.');
  },
  period({ notBefore, notAfter }, pointer, faults) {
    if (notBefore === undefined && notAfter === undefined) faults.add(pointer, "field_required", '"notBefore" or "notAfter" has to be given.');
    else if (parseInstant(notAfter)! <= parseInstant(notBefore)!) faults.add(`${pointer}/notAfter`, "window_empty", "The period ends before it begins.");
  },
  attribute({ operator, value, valueFrom }, pointer, faults) {
    if ((value === undefined) === (valueFrom === undefined))
      return faults.add(`${pointer}/value`, "field_required", 'Either "value" or "valueFrom" has to be given.');
    const type = operator === "exists" ? "boolean" : rowOf(operator as string)![1];
    if (value === undefined) {
      if (operator === "exists") faults.add(`${pointer}/valueFrom`, "field_unknown", '"exists" takes "value", true or false.');
      return;
    }
    checkValue(type, value, `${pointer}/value`, faults);
  },
};

function checkValue(type: ValueType, value: unknown, pointer: string, faults: Faults): void {
  const wanted = {
    scalar: "text, a number or a boolean",
    boolean: "true or false",
    number: "a number",
    string: "text",
    time: "a moment (RFC 3339)",
    list: "a list of values of one type",
  };
  if (type === "list") {
    list(limits.values, (element, at, all) => checkValue("scalar", element, at, all))(value, pointer, faults);
    if (!Array.isArray(value) || value.length === 0) return;
    const { type: ofAll } = (readAs("list", value) ?? {}) as Partial<ScalarList>;
    return ofAll === undefined ? faults.add(pointer, "type_invalid", `This has to be ${wanted.list}.`) : undefined;
  }
  if (readAs(type, value) === undefined) faults.add(pointer, "type_invalid", `This has to be ${wanted[type]}.`);
  else if (typeof value === "string" && value.length > limits.text) faults.add(pointer, "too_large", `A value may have ${limits.text} characters.`);
}
