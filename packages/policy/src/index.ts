export { accessRoles, decideAccess, explainAccess, isClosedToPolicies, isKeptForOwners, type AccessRole, type AccessRoles } from "./decide-access.ts";
export { explain } from "./explain.ts";
export { compilePolicies } from "./compile-policies.ts";
export { compileValidated, type CompileOptions, type EvaluateOptions, type PolicyEngine } from "./engine.ts";
export type { InputVersions } from "./cache-key.ts";
export { createDecisionCache, type DecisionCache, type DecisionCacheOptions, type DecisionCacheStats } from "./cache.ts";
export type {
  Budget,
  ConditionProblem,
  ConditionTrace,
  Decision,
  DecisionReason,
  Explanation,
  MatchedPolicy,
  PolicyOutcome,
  PolicyTrace,
  StepUp,
} from "./decision.ts";
export type {
  AllCondition,
  AnyCondition,
  AttributeCondition,
  AuthenticationAgeCondition,
  Condition,
  Effect,
  IpCondition,
  MfaCondition,
  NotCondition,
  Obligation,
  Operator,
  PeriodCondition,
  Policy,
  PolicyDocument,
  Scalar,
  TimeWindowCondition,
  Weekday,
} from "./document.ts";
export { matchesAction } from "./pattern.ts";
export { isPolicyError, PolicyError, type PolicyErrorCode } from "./errors.ts";
export type { Attributes, PolicyAuthentication, PolicyInput, PolicyRequest, PolicyResource, PolicySubject } from "./input.ts";
export type { Diagnostic, FaultCode, WarningCode } from "./validation/diagnostic.ts";
export { validateInput } from "./validate-input.ts";
export { validatePolicy, type ValidateOptions } from "./validate-policy.ts";
