import type { ErrorCode, OperationId } from "@plinto/spec";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import { operationTable } from "../generated/operation-table.ts";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import type { EvidenceMark, OperationEvidence } from "./evidence.ts";

/** What one request adds. */
export interface Observation {
  readonly requestId: string;
  readonly operationId: OperationId;
  readonly marks: readonly EvidenceMark[];
  readonly code: ErrorCode | null;
  /** A fault struck it: neither it nor its events count. */
  readonly faulted: boolean;
}

interface Seen {
  readonly marks: Set<EvidenceMark>;
  readonly events: Set<string>;
  readonly codes: Set<ErrorCode>;
}

/** Everything that the requests of a world have proved. It stays when the requests themselves are forgotten. */
export class EvidenceLog {
  readonly #seen = new Map<OperationId, Seen>();
  /** The events of requests that are not answered yet. */
  readonly #pending = new Map<string, string[]>();

  constructor(world: Pick<World<MockSchema>, "onCommit">) {
    world.onCommit(({ cause, events }, origin) => {
      if (origin !== "here" || events.length === 0 || !Object.hasOwn(operationTable, cause.operationId)) return;
      const types = (events as readonly EventEnvelope[]).map(({ type }) => type);
      this.#pending.set(cause.requestId, [...(this.#pending.get(cause.requestId) ?? []), ...types]);
    });
  }

  add({ requestId, operationId, marks, code, faulted }: Observation): void {
    const types = this.#pending.get(requestId) ?? [];
    this.#pending.delete(requestId);
    if (faulted) return;
    let seen = this.#seen.get(operationId);
    if (!seen) this.#seen.set(operationId, (seen = { marks: new Set(), events: new Set(), codes: new Set() }));
    for (const mark of marks) seen.marks.add(mark);
    if (code !== null) seen.codes.add(code);
    // What is written about refused calls is no event of the operation itself.
    for (const type of types) if (operationTable[operationId].emits.includes(type)) seen.events.add(type);
  }

  clear(): void {
    this.#seen.clear();
    this.#pending.clear();
  }

  /** The evidence of the operations that were called, in the order of the description. */
  read(): OperationEvidence[] {
    return Object.values(operationTable).flatMap(({ id, emits }): OperationEvidence[] => {
      const seen = this.#seen.get(id);
      if (!seen) return [];
      const emitted = emits.length > 0 && emits.every((type) => seen.events.has(type));
      const marks: EvidenceMark[] = [...seen.marks, ...(emitted ? (["emits"] as const) : [])];
      return [{ operationId: id, marks, events: [...seen.events].sort(), codes: [...seen.codes].sort() }];
    });
  }
}
