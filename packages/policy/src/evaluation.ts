/** One evaluation under way: the input as conditions see it, what it has cost, and until when it holds. */

import type { ConditionProblem } from "./decision.ts";
import type { PolicyInput } from "./input.ts";
import { EntityName } from "./pattern.ts";

/** Whether something holds. Undefined: it cannot be told. */
export type Verdict = boolean | undefined;

/** A condition made ready. */
export type Check = (evaluation: Evaluation) => Verdict;

/** Thrown when the steps are used up; caught where decisions are made. */
export const budgetExhausted: Error = new Error("budget exhausted");

/** What the conditions of one input share. */
export class Evaluation {
  readonly input: PolicyInput;
  /** The moment of the request. */
  readonly now: number;
  /** Steps that are left. */
  left: number;
  /** Until when time alone changes nothing, as far as it was asked for. */
  until: number = Infinity;
  /** Whether a condition asked for a proof that is not there. */
  lacksProof: boolean = false;
  /** Why the condition just looked at cannot be told. */
  problem: ConditionProblem | null = null;
  /** What is taken as proved; asked to find out whether a new proof would help. */
  assumed: AssumedProof | undefined;

  #names: EntityNames | undefined;

  constructor(input: PolicyInput, now: number, maxSteps: number) {
    this.input = input;
    this.now = now;
    this.left = maxSteps;
  }

  /** What patterns are compared with. */
  get names(): EntityNames {
    if (this.#names === undefined) {
      const { resource, subject } = this.input;
      this.#names = {
        resource: new EntityName(resource.type, resource.id),
        subjects: [new EntityName(subject.type, subject.id), ...(subject.roles ?? []).map((role) => new EntityName("role", role))],
      };
    }
    return this.#names;
  }

  /** @throws budgetExhausted when so many steps are not left */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw budgetExhausted;
  }

  /** Asks a condition, which is a step. */
  ask(check: Check): Verdict {
    this.spend(1);
    return check(this);
  }

  /** Gives the verdict that it cannot be told, and says why. */
  unknown(problem: ConditionProblem): undefined {
    this.problem = problem;
    return undefined;
  }

  /** Gives the verdict on a value that is of no use. */
  useless(value: unknown): undefined {
    return this.unknown(value === undefined || value === null ? "value_missing" : "type_mismatch");
  }

  /** Notes that time changes something at this moment, unless it is over. */
  boundAt(moment: number): void {
    if (moment > this.now && moment < this.until) this.until = moment;
  }
}

/** What an input is about, and who wants it: the subject itself and its roles. */
export interface EntityNames {
  readonly resource: EntityName;
  readonly subjects: readonly EntityName[];
}

/** A proof that is taken as given, and which parts of it were needed. */
export interface AssumedProof {
  /** Whether two factors are taken as given. */
  readonly mfa: boolean;
  neededMfa: boolean;
  neededMaxAge: number | null;
}

/** Asks one after the other until a verdict decides. What cannot be told does not: a later one may. */
export function fold<One>(all: Iterable<One>, ask: (one: One) => Verdict, decides: boolean): Verdict {
  let verdict: Verdict = !decides;
  for (const one of all) {
    const answer = ask(one);
    if (answer === decides) return decides;
    if (answer === undefined) verdict = undefined;
  }
  return verdict;
}

/** What is at a path of own properties; undefined for what is absent or null. */
export function valueAt(input: unknown, path: readonly string[]): unknown {
  let value = input;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value ?? undefined;
}
