import type { OperationId } from "@plinto/spec";
import type { EvidenceMark } from "../evidence/evidence.ts";
import { BoundedMap } from "../kernel/bounded-map.ts";
import { createIdSpeller, type SpellId } from "../kernel/ids.ts";
import type { Derive } from "../kernel/secret.ts";
import type { Principal } from "../principal.ts";
import type { PermissionVerdict } from "./explain.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { RequestMetrics } from "./request-metrics.ts";
import { withoutSecrets } from "./shown-path.ts";

/** One request that the mock answered. It holds no credential and no body. */
export interface RequestEntry {
  readonly id: string;
  readonly operationId: OperationId | null;
  readonly method: string;
  readonly path: string;
  /** 0 when the connection was dropped. */
  readonly status: number;
  readonly code: string | null;
  /** Why it was refused, in words; null for what was not. */
  readonly detail: string | null;
  /** Who called; null when the credential was no good, or nobody looked at it. */
  readonly caller: RequestCaller | null;
  /** For a refusal, every way to be allowed the operation and whether it was open to the caller. */
  readonly arms: readonly PermissionVerdict[];
  /** Milliseconds since 1970, by the world's clock. */
  readonly at: number;
  /** How long it took, in real milliseconds. */
  readonly durationMs: number;
  /** A fault struck it, so it proves nothing. */
  readonly faulted: boolean;
  /** What it has proved about its operation. */
  readonly proves: readonly EvidenceMark[];
}

/** Who called: the kind of credential, and the user or key that it belongs to. */
export interface RequestCaller {
  readonly kind: Principal["kind"];
  readonly id: string | null;
}

const kept = 1000;
const keptExchanges = 250;

/** The last thousand requests of a world. */
export class RequestLog {
  /** Counts of all requests, those that have left the list included. */
  readonly metrics: RequestMetrics = new RequestMetrics();
  #entries: RequestEntry[] = [];
  #count = 0;
  #exchanges: BoundedMap<string, RecordedExchange> = new BoundedMap(keptExchanges);
  #listeners: readonly (() => void)[] = [];
  readonly #derive: Derive;
  #spellId: SpellId;

  constructor(derive: Derive) {
    this.#derive = derive;
    this.#spellId = createIdSpeller(derive("request"));
  }

  /**
   * Takes up a state that others have asked before, an earlier process or the world that a fork comes from: they counted
   * from one too, and what they wrote names their requests.
   *
   * @param seq the last commit of that state
   * @param tab tells those apart that ask the same state at the same time
   */
  takeUp(seq: number, tab: string = ""): void {
    this.#spellId = createIdSpeller(this.#derive("request", seq, tab));
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
    this.metrics.observe(entry);
    this.#entries.push({ ...entry, path: withoutSecrets(entry.path) });
    if (this.#entries.length > kept * 2) this.#entries = this.#entries.slice(-kept);
    for (const tell of this.#listeners) tell();
  }

  /** Keeps what went over the wire, as long as it is among the last. */
  keep(id: string, exchange: RecordedExchange): void {
    this.#exchanges.set(id, exchange);
  }

  /** What went over the wire, if it is still kept. */
  exchangeOf(id: string): RecordedExchange | undefined {
    return this.#exchanges.get(id);
  }

  /** Calls `fn` after every change of the list. */
  onChange(fn: () => void): void {
    this.#listeners = [...this.#listeners, fn];
  }

  clear(): void {
    this.#entries = [];
    this.#exchanges = new BoundedMap(keptExchanges);
    for (const tell of this.#listeners) tell();
  }
}
