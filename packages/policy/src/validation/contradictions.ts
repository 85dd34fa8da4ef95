/** Conditions that can never hold together. */

import type { AttributeCondition, Condition, Scalar } from "../document.ts";
import { parseInstant } from "../instant.ts";

/** Two conditions of one conjunction, at their pointers. */
export interface Contradiction {
  readonly pointer: string;
  readonly other: string;
  /** Whether the whole conjunction is the document's, so that it never applies; else only a part of it never holds. */
  readonly whole: boolean;
}

/**
 * Finds pairs of conditions that exclude each other: two values for one attribute, bounds that leave nothing between
 * them, periods that do not meet, a condition and its `not`. What it does not find may still be a contradiction.
 */
export function contradictionsIn(conditions: readonly Condition[]): Contradiction[] {
  const found: Contradiction[] = [];
  visit(conditions, "/conditions", true, found);
  return found;
}

type Placed = { readonly condition: Condition; readonly pointer: string };

function visit(conditions: readonly Condition[], pointer: string, whole: boolean, found: Contradiction[]): void {
  const together = flattened(conditions, pointer);
  for (const [index, { condition, pointer: at }] of together.entries()) {
    const before = together.slice(0, index).find((one) => exclude(one.condition, condition));
    if (before) found.push({ pointer: at, other: before.pointer, whole });
    if (condition.type === "any") for (const [branch, one] of condition.conditions.entries()) visit([one], `${at}/conditions/${branch}`, false, found);
    if (condition.type === "not") visit([condition.condition], `${at}/condition`, false, found);
  }
}

/** The conditions of a conjunction with those of every `all` in it. The pointer of a single one is its own. */
function flattened(conditions: readonly Condition[], pointer: string): Placed[] {
  const isList = pointer.endsWith("conditions");
  return conditions.flatMap((condition, index) => {
    const at = isList ? `${pointer}/${index}` : pointer;
    return condition.type === "all" ? flattened(condition.conditions, `${at}/conditions`) : [{ condition, pointer: at }];
  });
}

function exclude(a: Condition, b: Condition): boolean {
  if (a.type === "not" && b.type !== "not") return isSame(a.condition, b);
  if (b.type === "not" && a.type !== "not") return isSame(b.condition, a);
  if (a.type === "period" && b.type === "period") {
    const begins = Math.max(parseInstant(a.notBefore) ?? -Infinity, parseInstant(b.notBefore) ?? -Infinity);
    return begins >= Math.min(parseInstant(a.notAfter) ?? Infinity, parseInstant(b.notAfter) ?? Infinity);
  }
  return a.type === "attribute" && b.type === "attribute" && a.attribute === b.attribute && attributesExclude(a, b);
}

function attributesExclude(a: AttributeCondition, b: AttributeCondition): boolean {
  if (a.operator === "exists" || b.operator === "exists") {
    const [exists, other] = a.operator === "exists" ? [a, b] : [b, a];
    return exists.value === false ? other.operator !== "exists" || other.value === true : other.operator === "exists" && other.value === false;
  }
  const [wanted, other] = [allowedValues(a), allowedValues(b)];
  if (wanted && other) return !wanted.some((value) => other.includes(value));
  const bounds = [a, b].map(boundOf);
  const lower = bounds.find((bound) => bound?.side === "above");
  const upper = bounds.find((bound) => bound?.side === "below");
  if (!lower || !upper) return false;
  return lower.at > upper.at || (lower.at === upper.at && !(lower.inclusive && upper.inclusive));
}

/** The only values with which a condition holds; undefined where they are not counted. */
function allowedValues({ operator, value }: AttributeCondition): readonly Scalar[] | undefined {
  if (operator === "equals" && value !== undefined) return [value as Scalar];
  return operator === "in" ? (value as readonly Scalar[] | undefined) : undefined;
}

function boundOf({ operator, value }: AttributeCondition): { side: "above" | "below"; at: number; inclusive: boolean } | undefined {
  const time = parseInstant(value);
  if (operator === "before" && time !== undefined) return { side: "below", at: time, inclusive: false };
  if (operator === "after" && time !== undefined) return { side: "above", at: time, inclusive: false };
  if (typeof value !== "number") return undefined;
  if (operator === "equals") return undefined;
  const side = operator.startsWith("less_than") ? "below" : operator.startsWith("greater_than") ? "above" : undefined;
  return side && { side, at: value, inclusive: operator.endsWith("_or_equals") };
}

function isSame(a: Condition, b: Condition): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** The same members in one order. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return Array.isArray(value) ? value.map(sorted) : value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
