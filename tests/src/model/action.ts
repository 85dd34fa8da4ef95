import type { OperationId, Operations } from "@plinto/spec";
import type fc from "fast-check";
import { expectInvariants } from "./invariants.ts";
import { permissionsOf, type Model, type Organization, type Permission, type Person, type Slot } from "./model.ts";
import type { Real } from "./real.ts";

/** One thing that somebody does. */
export interface Action {
  /** `remove` */
  readonly kind: string;
  /** `ada removes bob from organization 1` */
  readonly title: string;
  /** Whether what it is about exists. */
  isPossible(model: Model): boolean;
  /** The refusals that the design has for it in this state; none where it is done. One of several may be told. */
  refusals(model: Model): readonly string[];
  /** Does it, and tells the outcome. */
  perform(real: Real): Promise<string>;
  /** What it changes when it is not refused. */
  apply(model: Model): void;
}

/** An action as fast-check runs it: what is not legal is tried only by the daring. */
export class ActionCommand implements fc.AsyncCommand<Model, Real> {
  readonly #action: Action;
  readonly #daring: boolean;

  constructor(action: Action, daring: boolean) {
    this.#action = action;
    this.#daring = daring;
  }

  check(model: Model): boolean {
    return this.#action.isPossible(model) && (this.#daring || this.#action.refusals(model).length === 0);
  }

  async run(model: Model, real: Real): Promise<void> {
    const refusals = this.#action.refusals(model);
    const outcome = await this.#action.perform(real);
    const isRefused = outcome.includes(" ");
    if (refusals.length === 0 ? isRefused : !refusals.includes(outcome))
      throw new Error(`${this.#action.title} was answered ${outcome}, and the design says ${refusals.join(" or ") || "that it is done"}`);
    real.note(isRefused ? `${this.#action.kind} refused` : this.#action.kind);
    if (!isRefused) this.#action.apply(model);
    await expectInvariants(model, real);
  }

  toString(): string {
    return this.#action.title;
  }
}

/** An organization that is there and not about to be deleted. */
export function isOpen(model: Model, slot: Slot): boolean {
  const organization = model.organizations.get(slot);
  return organization !== undefined && organization.daysLeft === undefined;
}

/** What everybody is refused who is not in an organization, is suspended there, or may not do something. */
export function gate(organization: Organization, person: Person, permission: Permission): string[] {
  const membership = organization.members.get(person);
  if (!membership) return ["404 not_found"];
  if (membership.suspended) return ["403 member_suspended"];
  return permissionsOf(organization, membership).has(permission) ? [] : ["403 permission_denied"];
}

/** The refusals of a gate, or, behind it, those of the rules that are broken. */
export function refusedBy(gated: readonly string[], rules: () => Readonly<Record<string, boolean>>): readonly string[] {
  return gated.length > 0 ? gated : Object.entries(rules()).flatMap(([refusal, isBroken]) => (isBroken ? [refusal] : []));
}

/** Calls an operation for a person in an organization. */
export async function callAs<Id extends OperationId>(
  real: Real,
  person: Person,
  slot: Slot,
  id: Id,
  params: Operations[Id]["params"],
): Promise<{ readonly outcome: string; readonly body: Operations[Id]["result"] }> {
  return real.world.call(id, params, { as: await real.as(person), organization: real.org(slot) });
}
