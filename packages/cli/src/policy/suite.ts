import type { AccessRole, DecisionReason, Effect, Policy, PolicyInput } from "@plinto/policy";

/** What a file of cases says. */
export interface Suite {
  readonly policies: readonly Policy[];
  readonly roles: readonly AccessRole[];
  readonly cases: readonly Case[];
}

/** A question, and the decision that it shall get. */
export interface Case {
  readonly name: string;
  readonly input: PolicyInput;
  readonly expect: Expected;
}

/** What is not named may be any. */
export interface Expected {
  readonly decision: Effect;
  readonly reason?: DecisionReason;
  /** The ids of the policies that decide, all of them. */
  readonly policies?: readonly string[];
}
