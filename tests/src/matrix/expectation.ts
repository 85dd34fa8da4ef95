import type { Permission } from "@plinto/spec";
import { callers, shadows, targets, type Caller, type Target } from "./callers.ts";

/** Who may do one operation, and what everybody else is told. An outcome is `200`, or a status with a code: `404 not_found`. */
export interface Expectation {
  /** The permission that a caller needs; null where none decides. */
  readonly permission: Permission | null;
  /** Every caller's outcome when the call is about the usual target. */
  readonly usual: Readonly<Record<Caller, string>>;
  /** Outcomes of calls about somebody else: of those callers whom it makes a difference to. */
  readonly about: Readonly<Partial<Record<Target, Readonly<Partial<Record<Caller, string>>>>>>;
}

/**
 * Reads what is expected of an operation, in the notation `owner admin: 200; member viewer: 403 permission_denied`.
 * Together the lines name every caller once; those who are somebody's shadow may go without saying.
 *
 * @throws Error when a caller is unknown, named twice or not named
 */
export function expected(permission: Permission | null, lines: readonly string[], about: Readonly<Partial<Record<Target, string>>> = {}): Expectation {
  const usual = outcomesOf(lines);
  for (const [shadow, caster] of Object.entries(shadows) as [Caller, Caller][]) {
    const outcome = usual[shadow] ?? usual[caster];
    if (outcome !== undefined) usual[shadow] = outcome;
  }
  const missing = Object.keys(callers).filter((caller) => !(caller in usual));
  if (missing.length > 0) throw new Error(`Nothing is expected of ${missing.join(", ")} in: ${lines.join("; ")}`);
  return {
    permission,
    usual: usual as Record<Caller, string>,
    about: Object.fromEntries(Object.entries(about).map(([target, line]) => [known(targets, target), outcomesOf([line])])),
  };
}

function outcomesOf(lines: readonly string[]): Partial<Record<Caller, string>> {
  const outcomes: Partial<Record<Caller, string>> = {};
  for (const part of lines.flatMap((line) => line.split(";"))) {
    const [, names, outcome] = /^\s*([A-Za-z ]+): (\d{3}(?: [a-z_]+)?)\s*$/.exec(part) ?? [];
    if (names === undefined || outcome === undefined) throw new Error(`This is no expectation: ${part}`);
    for (const name of names.split(" ")) {
      const caller = known(callers, name);
      if (caller in outcomes) throw new Error(`${name} is named twice: in ${part} and before`);
      outcomes[caller] = outcome;
    }
  }
  return outcomes;
}

function known<Names extends object>(names: Names, name: string): keyof Names & string {
  if (!Object.hasOwn(names, name)) throw new Error(`The matrix does not know ${name}. It knows ${Object.keys(names).join(", ")}`);
  return name as keyof Names & string;
}
