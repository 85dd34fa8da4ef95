import { PolicyError, type PolicyErrorCode, type PolicyErrorFacts } from "../errors.ts";

/** An error of a policy client. */
export function refusal(code: PolicyErrorCode, message: string, facts: PolicyErrorFacts = {}): PolicyError {
  return new PolicyError(code, message, undefined, [], facts);
}

/** What was thrown, as an error of this package. */
export function asPolicyError(thrown: unknown, code: PolicyErrorCode, message: string): PolicyError {
  return thrown instanceof PolicyError ? thrown : refusal(code, message, { cause: thrown });
}
