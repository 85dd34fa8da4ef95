/** Conditions on how the subject proved who it is, which a step-up can change. */

import type { AuthenticationAgeCondition } from "../document.ts";
import type { AssumedProof, Check, Verdict } from "../evaluation.ts";
import { parseInstant } from "../instant.ts";

/** The clocks of two machines may be so far apart. */
const leewayMs = 60_000;

/** More than one factor. */
export const mfaCheck: Check = provable(
  (evaluation) => {
    const mfa = evaluation.input.request?.authentication?.mfa;
    return typeof mfa === "boolean" ? mfa : evaluation.useless(mfa);
  },
  (assumed) => (assumed.neededMfa = assumed.mfa),
);

/** At most so long ago. */
export function authenticationAgeCheck({ maxSeconds }: AuthenticationAgeCondition): Check {
  return provable(
    (evaluation) => {
      const at = evaluation.input.request?.authentication?.authenticatedAt;
      if (at === undefined || at === null) return evaluation.useless(at);
      const authenticatedAt = parseInstant(at) ?? Number.NaN;
      const age = evaluation.now - authenticatedAt;
      evaluation.boundAt(authenticatedAt - leewayMs);
      evaluation.boundAt(authenticatedAt + maxSeconds * 1000 + 1);
      return age >= -leewayMs ? age <= maxSeconds * 1000 : evaluation.unknown("time_malformed");
    },
    (assumed) => {
      assumed.neededMaxAge = Math.min(assumed.neededMaxAge ?? maxSeconds, maxSeconds);
      return true;
    },
  );
}

/** A condition that a new proof can fulfil, where one is assumed that does. */
function provable(holds: Check, fulfils: (assumed: AssumedProof) => boolean): Check {
  return (evaluation): Verdict => {
    const verdict = holds(evaluation);
    if (verdict === true) return verdict;
    evaluation.lacksProof = true;
    return (evaluation.assumed && fulfils(evaluation.assumed)) || verdict;
  };
}
