/** What operators take and what they make of it. Validation and evaluation read the same table. */

import type { Operator, Scalar } from "../document.ts";
import { fold, type Verdict } from "../evaluation.ts";
import { parseInstant } from "../instant.ts";

/** A list made ready: its values, and the type that all of them have. */
export interface ScalarList {
  readonly values: ReadonlySet<Scalar>;
  /** Undefined where they differ. */
  readonly type: string | undefined;
}

/** What operators compare. */
export type ValueType = "scalar" | "boolean" | "number" | "string" | "time" | "list";

/** Makes a value of JSON what operators compare. Undefined: it is of another type. */
export function readAs(type: ValueType, value: unknown): Scalar | ScalarList | undefined {
  if (type === "time") return parseInstant(value);
  if (type !== "list") return isScalar(value) && (type === "scalar" || type === typeof value) ? value : undefined;
  if (!Array.isArray(value) || !value.every(isScalar)) return undefined;
  const ofFirst = typeof value[0];
  return { values: new Set(value), type: value.every((one) => typeof one === ofFirst) ? ofFirst : undefined };
}

/** What an operator takes on its left and on its right, and whether it holds for what their readers make of them. */
export type OperatorRow = readonly [left: ValueType, right: ValueType, holds: (left: never, right: never) => Verdict];

const orders = (holds: (left: number, right: number) => boolean): OperatorRow => ["number", "number", holds];
const times = (holds: (left: number, right: number) => boolean): OperatorRow => ["time", "time", holds];
const texts = (holds: (left: string, right: string) => boolean): OperatorRow => ["string", "string", holds];
const lists = (decides: boolean): OperatorRow => [
  "list",
  "list",
  (left: ScalarList, right: ScalarList) => fold(right.values, (value) => has(left, value), decides),
];

/** Whether a list has a value. A list that has it not, but values of other types, cannot tell. */
const has = ({ values, type }: ScalarList, value: Scalar): Verdict => values.has(value) || (values.size === 0 || type === typeof value ? false : undefined);

/** Every operator but `exists`, which asks for no value; `not_` before one of them turns it. */
export const operators: Readonly<Record<Exclude<Operator, "exists" | `not_${string}`>, OperatorRow>> = {
  equals: ["scalar", "scalar", (left: Scalar, right: Scalar) => (typeof left === typeof right ? left === right : undefined)],
  in: ["scalar", "list", (left: Scalar, right: ScalarList) => has(right, left)],
  less_than: orders((left, right) => left < right),
  less_than_or_equals: orders((left, right) => left <= right),
  greater_than: orders((left, right) => left > right),
  greater_than_or_equals: orders((left, right) => left >= right),
  before: times((left, right) => left < right),
  after: times((left, right) => left > right),
  starts_with: texts((left, right) => left.startsWith(right)),
  ends_with: texts((left, right) => left.endsWith(right)),
  contains: texts((left, right) => left.includes(right)),
  includes: ["list", "scalar", has],
  includes_any: lists(true),
  includes_all: lists(false),
};

/** The row of an operator; undefined for an unknown one. */
export function rowOf(operator: string): OperatorRow | undefined {
  const name = operator.replace(/^not_(?=equals$|in$)/, "");
  return Object.hasOwn(operators, name) ? operators[name as keyof typeof operators] : undefined;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
