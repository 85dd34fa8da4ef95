/** Conditions on what the input says of subject, resource and request. */

import type { AttributeCondition } from "../document.ts";
import { valueAt, type Check, type Evaluation, type Verdict } from "../evaluation.ts";
import { readAs, rowOf } from "./operators.ts";

/** An attribute compared with a value, or with another attribute. Undefined for an unknown operator. */
export function attributeCheck({ attribute, operator, value, valueFrom }: AttributeCondition): Check | undefined {
  const path = attribute.split(".");
  if (operator === "exists") return ({ input }) => (valueAt(input, path) !== undefined) === value;
  const row = rowOf(operator);
  if (row === undefined) return undefined;
  const [leftType, rightType, holds] = row;
  const turned = operator.startsWith("not_");
  const compare = holds as (left: unknown, right: unknown) => Verdict;
  const fixed = valueFrom === undefined ? readAs(rightType, value) : undefined;
  const otherPath = valueFrom?.split(".");
  return (evaluation) => {
    const left = valueAt(evaluation.input, path);
    const right = otherPath ? valueAt(evaluation.input, otherPath) : value;
    if (left === undefined || right === undefined) return evaluation.unknown("value_missing");
    spendFor(evaluation, left);
    if (otherPath) spendFor(evaluation, right);
    const readLeft = readAs(leftType, left);
    const readRight = otherPath ? readAs(rightType, right) : fixed;
    const verdict = readLeft === undefined || readRight === undefined ? undefined : compare(readLeft, readRight);
    return verdict === undefined ? evaluation.unknown("type_mismatch") : verdict !== turned;
  };
}

/** Long texts and lists cost what it takes to go through them. */
function spendFor(evaluation: Evaluation, value: unknown): void {
  if (Array.isArray(value)) evaluation.spend(value.length);
  else if (typeof value === "string" && value.length > 64) evaluation.spend(value.length >> 6);
}
