import type * as engine from "@plinto/policy";
import type * as spec from "@plinto/spec";
import { expectTypeOf, test } from "vitest";

/** A shape whose parts may be changed: the description says of none that it may not. */
type Mutable<Shape> = Shape extends object ? { -readonly [Name in keyof Shape]: Mutable<Shape[Name]> } : Shape;

test("a document is the same to the description and to the engine", () => {
  expectTypeOf<spec.PolicyDocument>().toExtend<engine.PolicyDocument>();
  expectTypeOf<Mutable<engine.PolicyDocument>>().toExtend<spec.PolicyDocument>();
  expectTypeOf<keyof spec.PolicyDocument>().toEqualTypeOf<keyof engine.PolicyDocument>();
});

test("so is each condition, by its type", () => {
  expectTypeOf<spec.PolicyCondition["type"]>().toEqualTypeOf<engine.Condition["type"]>();
  expectTypeOf<spec.PolicyCondition>().toExtend<engine.Condition>();
  expectTypeOf<Mutable<engine.Condition>>().toExtend<spec.PolicyCondition>();
  expectTypeOf<spec.PolicyOperator>().toEqualTypeOf<engine.Operator>();
  expectTypeOf<spec.PolicyWeekday>().toEqualTypeOf<engine.Weekday>();
  expectTypeOf<keyof spec.PolicyAttributeCondition>().toEqualTypeOf<keyof engine.AttributeCondition>();
  expectTypeOf<keyof spec.PolicyTimeWindowCondition>().toEqualTypeOf<keyof engine.TimeWindowCondition>();
});

test("a decision of the API has all that the engine's has, and its reason is one that the description names", () => {
  expectTypeOf<keyof engine.Decision>().toExtend<keyof spec.PolicyDecision>();
  expectTypeOf<Exclude<keyof spec.PolicyDecision, keyof engine.Decision>>().toEqualTypeOf<"explanation">();
  expectTypeOf<engine.DecisionReason>().toExtend<KnownReason>();
  expectTypeOf<Mutable<engine.PolicyTrace>>().toExtend<spec.PolicyTrace>();
});

test("a bundle's policies and roles are what an engine and its roles are made of", () => {
  expectTypeOf<spec.BundledPolicy>().toExtend<engine.Policy>();
  expectTypeOf<spec.BundledRole>().toExtend<engine.AccessRole>();
});

/** The reasons that the description names, without the open end. */
type KnownReason = spec.PolicyReason extends infer Reason ? (Reason extends string ? (string extends Reason ? never : Reason) : never) : never;
