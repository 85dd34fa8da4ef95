/** Conditions made ready: closures, no code generation, so that they work under any content security policy. */

import type { Condition } from "../document.ts";
import { fold, type Check } from "../evaluation.ts";
import type { Zone } from "../zone.ts";
import { attributeCheck } from "./attribute.ts";
import { authenticationAgeCheck, mfaCheck } from "./authentication.ts";
import { ipCheck } from "./ip.ts";
import { periodCheck, timeWindowCheck } from "./time.ts";

/** What conditions need to be made ready. */
export interface Compiling {
  /** The clock of a zone, the same one for the same name. */
  zone(name: string): Zone | undefined;
  /** Takes each condition that is ready, those inside others first, and gives what is to stand in its place. */
  watch?(condition: Condition, check: Check): Check;
}

/** Makes conditions ready of which all must hold. Undefined where this version does not know something in them. */
export function compileConditions(conditions: readonly Condition[], compiling: Compiling, decides: boolean = false): Check | undefined {
  const checks = conditions.map((condition) => compileCondition(condition, compiling));
  return checks.every((check) => check !== undefined) ? (evaluation) => fold(checks, (check) => evaluation.ask(check), decides) : undefined;
}

function compileCondition(condition: Condition, compiling: Compiling): Check | undefined {
  const check = checkOf(condition, compiling);
  return (check && compiling.watch?.(condition, check)) ?? check;
}

function checkOf(condition: Condition, compiling: Compiling): Check | undefined {
  switch (condition.type) {
    case "all":
      return compileConditions(condition.conditions, compiling);
    case "any":
      return compileConditions(condition.conditions, compiling, true);
    case "not": {
      const check = compileCondition(condition.condition, compiling);
      return (
        check &&
        ((evaluation) => {
          const verdict = evaluation.ask(check);
          return verdict === undefined ? undefined : !verdict;
        })
      );
    }
    case "ip":
      return ipCheck(condition);
    case "time_window": {
      const zone = compiling.zone(condition.timeZone);
      return zone && timeWindowCheck(condition, zone);
    }
    case "period":
      return periodCheck(condition);
    case "mfa":
      return mfaCheck;
    case "authentication_age":
      return authenticationAgeCheck(condition);
    case "attribute":
      return attributeCheck(condition);
    default:
      return undefined;
  }
}
