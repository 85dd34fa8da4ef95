import type { OperationId } from "@plinto/spec";
import { createIdSpeller, type SpellId } from "../kernel/ids.ts";
import type { Derive } from "../kernel/secret.ts";

/** One request that the mock answered. It holds no credential and no body. */
export interface RequestEntry {
  readonly id: string;
  readonly operationId: OperationId | null;
  readonly method: string;
  readonly path: string;
  /** 0 when the connection was dropped. */
  readonly status: number;
  readonly code: string | null;
  /** Milliseconds since 1970, by the world's clock. */
  readonly at: number;
  /** A fault struck it, so it proves nothing. */
  readonly faulted: boolean;
}

const kept = 1000;

/** The last thousand requests of a world. */
export class RequestLog {
  #entries: RequestEntry[] = [];
  #count = 0;
  readonly #spellId: SpellId;

  constructor(derive: Derive) {
    this.#spellId = createIdSpeller(derive("request"));
  }

  get entries(): readonly RequestEntry[] {
    return this.#entries;
  }

  /** The id of the next request, the same for the same seed and order. */
  nextId(): string {
    this.#count += 1;
    return this.#spellId("req", this.#count);
  }

  add(entry: RequestEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > kept * 2) this.#entries = this.#entries.slice(-kept);
  }

  clear(): void {
    this.#entries = [];
  }
}
