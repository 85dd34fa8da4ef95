import type { OperationId, Operations } from "@plinto/spec";
import type { Caller, Target } from "./callers.ts";
import type { CallerInHand, Cast, Person } from "./cast.ts";
import type { World } from "./world.ts";

/** Where an operation is tried: a world of its own with everybody in it. */
export interface Stage extends Pick<Cast, "acme" | "globex" | "strict" | "people"> {
  readonly world: World;
  readonly caller: CallerInHand;
  /** Whom or what the call is about. */
  readonly about: Target;
  /** The person of the sign-in that waits, where the caller holds a pending token. */
  readonly waiting: Pick<Person, "id" | "email"> | undefined;
  /** The person whom the call is about. */
  readonly target: Person;
  /** The caller, where there is a person behind the credential; else the target. For what everybody does with the own things. */
  readonly self: Person;
  /** The header `Plinto-Organization` where one may be sent: Acme, and none when the call is about the caller herself or names no organization. */
  readonly tenant: string | undefined;
  /** The credential of another caller. */
  as(caller: Caller): string | null;
}

/** Another way to call an operation, for what it can emit beside the usual. */
export interface OtherWay<Id extends OperationId> {
  readonly params: Operations[Id]["params"];
  /** The credential; that of the first caller who may when absent, none when null. */
  readonly as?: string | null;
  readonly organization?: string;
  readonly outcome: string;
  /** What happens before this call alone. */
  first?(world: World): Promise<void>;
}

/** A call that succeeds if the caller may, once everything is prepared. */
export interface Call<Id extends OperationId> {
  /** The header `Plinto-Organization`. */
  readonly organization?: string | undefined;
  readonly params: Operations[Id]["params"];
  /** Reads the effect back: what the operation changed, or that its answer tells what it should. */
  effect(answer: Operations[Id]["result"]): void | Promise<void>;
  readonly otherWays?: Readonly<Record<string, OtherWay<Id>>>;
}

/** Prepares a call. */
export type Sample<Id extends OperationId> = (stage: Stage) => Call<Id> | Promise<Call<Id>>;

/** Samples of a resource. */
export type Samples = { readonly [Id in OperationId]?: Sample<Id> };
