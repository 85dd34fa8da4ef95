import type { Commit, EmittedEvent } from "./commit.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Random } from "./random.ts";
import type { Derive } from "./secret.ts";
import type { Schema, Writers } from "./table.ts";

/** A transaction that did what it was asked. */
export interface Ok<Value> {
  readonly ok: true;
  readonly value: Value;
}

/** A transaction whose rules say no. It commits too: what it wrote on the way stays. */
export interface Refusal<Code extends string = string, Facts extends JsonObject = JsonObject> {
  readonly ok: false;
  readonly code: Code;
  readonly facts: Facts;
}

export type Outcome<Value, Refused extends Refusal = Refusal> = Ok<Value> | Refused;

/** What a transaction returns when it did what it was asked. */
export function ok(): Ok<undefined>;
export function ok<Value>(value: Value): Ok<Value>;
export function ok(value?: unknown): Ok<unknown> {
  return { ok: true, value };
}

/**
 * What a transaction returns when its rules say no. Everything it wrote and emitted is committed all the same, so a
 * refusal can leave a trace: a counted failure, a revoked family, an audited denial.
 *
 * @param code the error code of the description
 * @param facts what the answer tells besides; JSON
 */
export function refuse<Code extends string>(code: Code): Refusal<Code, Record<never, never>>;
export function refuse<Code extends string, Facts extends JsonObject>(code: Code, facts: Facts): Refusal<Code, Facts>;
export function refuse(code: string, facts: JsonObject = {}): Refusal {
  return { ok: false, code, facts };
}

/** What a transaction can do besides reading and writing tables. */
export interface TransactionTools {
  /** The time of the transaction, in milliseconds since 1970. It stands still. */
  readonly now: number;
  /** A new id, `prefix_` and 26 characters, greater than every one before it in this world. */
  id(prefix: string): string;
  readonly random: Random;
  /** Bytes that only this world can derive for this purpose and these parts, the same each time. */
  readonly derive: Derive;
  /** Adds an event to the commit. It is frozen. */
  emit(event: EmittedEvent): void;
  /**
   * Sets a durable timer. A timer with the same id is replaced. One that is due already is performed right after the commit.
   *
   * @param dueAt milliseconds since 1970
   * @returns the timer's id
   */
  after(dueAt: number, timer: NewTimer): string;
  /** Removes a durable timer; `false` when it is gone already. */
  cancel(timerId: string): boolean;
}

export interface NewTimer {
  /** Which runner performs it. */
  readonly kind: string;
  readonly data: Json;
  /** A name of one's own, such as `expire:${sessionId}`. Default: a new id `tmr_…`. */
  readonly id?: string;
}

/** A transaction: a writer per table, and tools. */
export type Transaction<S extends Schema> = Writers<S> & TransactionTools;

/** A transaction function: synchronous, and it may run again, so it touches nothing but `tx`. */
export type Work<S extends Schema, Result extends Outcome<unknown>> = (tx: Transaction<S>) => Result;

/** What a transaction came to: its commit and what its function returned. It has no refusal if the function has none. */
export type Transacted<Result extends Outcome<unknown>> = Commit & {
  /** `false` when it changed and emitted nothing, so that nothing was written: then `seq` is that of the last commit. */
  readonly appended: boolean;
} & (Result extends Refusal ? { readonly ok: false; readonly refusal: Result } : Result);
