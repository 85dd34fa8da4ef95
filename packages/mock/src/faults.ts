import type { ErrorCode, OperationId } from "@plinto/spec";
import { operationTable } from "./generated/operation-table.ts";
import { errorCodes } from "./generated/registries.ts";
import { MockError } from "./mock-error.ts";

/** Something that shall go wrong. */
export interface Fault {
  /** Which operation; every one when absent. */
  readonly operation?: OperationId;
  /** Answers this status instead of running: 429, 500 or 503. `code` picks another problem. */
  readonly status?: number;
  /** Answers this problem instead of running. */
  readonly code?: ErrorCode;
  /** Seconds for `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Waits so many milliseconds before anything else. */
  readonly latencyMs?: number;
  /** Whose milliseconds: the world's clock (default), or real time. */
  readonly latencyClock?: "world" | "real";
  /** Breaks the connection: `before` anything happened, or `after` the effect was committed, so that only the answer is lost. */
  readonly drop?: "before" | "after";
  /** How many calls it strikes. Every one when absent. */
  readonly times?: number;
}

/** The faults of a world. */
export interface Faults {
  /**
   * Adds a fault and returns how to take it back.
   *
   * @throws MockError `fault_invalid` for an unknown operation, status or code, and for a fault that does nothing
   * @example
   * mock.faults.add({ operation: "createOrganization", status: 503, times: 2 });
   */
  add(fault: Fault): () => void;
  clear(): void;
  /** The faults that wait for a call; `times` is what is left of it. */
  readonly active: readonly Fault[];
}

/** The connection broke: what a client sees as a failed fetch. Doors turn it into what their transport does. */
export class ConnectionDropped extends Error {}

const statusCodes: Readonly<Record<number, ErrorCode>> = { 429: "rate_limited", 500: "internal_error", 503: "maintenance" };

export class FaultList implements Faults {
  readonly #faults: { id: string; fault: Fault; left: number }[] = [];
  #added = 0;
  #listeners: readonly (() => void)[] = [];

  get active(): readonly Fault[] {
    return this.#faults.map(activeFault);
  }

  /** The same, each with what it is taken back by. */
  get named(): readonly (Fault & { readonly id: string })[] {
    return this.#faults.map((entry) => ({ id: entry.id, ...activeFault(entry) }));
  }

  /** Whether a call that comes now may have to wait for the world's clock. */
  get delaysByWorldClock(): boolean {
    return this.#faults.some(({ fault }) => fault.latencyMs !== undefined && fault.latencyClock !== "real");
  }

  add(fault: Fault): () => void {
    if (fault.status === undefined && fault.code === undefined && fault.latencyMs === undefined && fault.drop === undefined)
      throw new MockError("fault_invalid", "A fault needs status, code, latencyMs or drop: without one nothing goes wrong.");
    if (fault.operation !== undefined && !Object.hasOwn(operationTable, fault.operation))
      throw new MockError("fault_invalid", `There is no operation ${JSON.stringify(fault.operation)}. Use an operationId of the description.`);
    if (fault.code !== undefined && !Object.hasOwn(errorCodes, fault.code))
      throw new MockError("fault_invalid", `There is no error code ${JSON.stringify(fault.code)}.`);
    if (fault.status !== undefined && fault.code === undefined && statusCodes[fault.status] === undefined)
      throw new MockError("fault_invalid", `A fault of status ${fault.status} needs a code. Without one it can be ${Object.keys(statusCodes).join(", ")}.`);
    this.#added += 1;
    const id = `fault_${this.#added}`;
    this.#faults.push({ id, fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    this.#tell();
    return () => void this.remove(id);
  }

  /** Takes one back. Returns whether it was still there. */
  remove(id: string): boolean {
    const at = this.#faults.findIndex((entry) => entry.id === id);
    if (at < 0) return false;
    this.#faults.splice(at, 1);
    this.#tell();
    return true;
  }

  clear(): void {
    this.#faults.length = 0;
    this.#tell();
  }

  /** Calls `fn` after every change of the list. */
  onChange(fn: () => void): void {
    this.#listeners = [...this.#listeners, fn];
  }

  /** The first fault that strikes this call, counted. */
  strike(operation: OperationId): Fault | undefined {
    const entry = this.#faults.find(({ fault }) => fault.operation === undefined || fault.operation === operation);
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#faults.splice(this.#faults.indexOf(entry), 1);
    this.#tell();
    return entry.fault;
  }

  #tell(): void {
    for (const tell of this.#listeners) tell();
  }
}

function activeFault({ fault, left }: { readonly fault: Fault; readonly left: number }): Fault {
  return fault.times === undefined ? fault : { ...fault, times: left };
}

/** The problem that a fault answers with, if it answers. */
export function faultCode(fault: Fault): ErrorCode | undefined {
  return fault.code ?? (fault.status === undefined ? undefined : statusCodes[fault.status]);
}
