import { MockError } from "../mock-error.ts";
import type { Change, EmittedEvent } from "./commit.ts";
import type { CompiledSchema, CompiledTable } from "./compiled-schema.ts";
import { Draft } from "./draft.ts";
import type { SpellId } from "./ids.ts";
import { sealJson } from "./json.ts";
import type { Random, SeededRandom } from "./random.ts";
import type { Derive } from "./secret.ts";
import type { Schema } from "./table.ts";
import type { StoreState } from "./table-state.ts";
import { StoredTableWriter } from "./table-writer.ts";
import { timersTableName } from "./timer.ts";
import type { DurableTimer } from "./timer.ts";
import type { NewTimer, Transaction, TransactionTools } from "./transaction.ts";

/** What a world gives to all its transactions. */
export interface TransactionServices {
  readonly schema: CompiledSchema;
  readonly spellId: SpellId;
  readonly derive: Derive;
}

/** What one transaction starts from. */
export interface TransactionStart {
  readonly state: StoreState;
  readonly now: number;
  /** How many ids have been drawn. */
  readonly ids: number;
  readonly random: SeededRandom;
}

/** What one transaction did. */
export interface TransactionEnd {
  readonly state: StoreState;
  readonly changes: readonly Change[];
  readonly events: readonly EmittedEvent[];
  readonly ids: number;
  readonly random: number;
}

/** A transaction that is open: what its function sees, and how it is closed. */
export interface OpenTransaction<S extends Schema> {
  readonly tx: Transaction<S>;
  /** Closes it; `tx` takes no more work. */
  end(): TransactionEnd;
}

/** Prepares transactions for a schema, once, so that opening one costs the same however many tables there are. */
export function prepareTransactions<S extends Schema>(services: TransactionServices): (start: TransactionStart) => OpenTransaction<S> {
  const Named = TransactionFace.named(services.schema.tables);
  return (start) => {
    const scope = new TransactionScope(services, start);
    return { tx: new Named(scope) as unknown as Transaction<S>, end: () => scope.end() };
  };
}

class TransactionScope {
  readonly services: TransactionServices;
  readonly start: TransactionStart;
  readonly events: EmittedEvent[] = [];
  readonly #draft: Draft;
  readonly #writers: (StoredTableWriter | undefined)[] = [];
  #ids: number;

  constructor(services: TransactionServices, start: TransactionStart) {
    this.services = services;
    this.start = start;
    this.#draft = new Draft(services.schema, start.state);
    this.#ids = start.ids;
  }

  writer(table: CompiledTable): StoredTableWriter {
    return (this.#writers[table.position] ??= new StoredTableWriter(table, this.#draft));
  }

  timers(): StoredTableWriter {
    return this.writer(this.services.schema.byName.get(timersTableName) as CompiledTable);
  }

  /** The next number of the id sequence; each is used once. */
  nextNumber(): number {
    this.requireOpen();
    return ++this.#ids;
  }

  requireOpen(): void {
    this.#draft.requireOpen();
  }

  end(): TransactionEnd {
    return {
      state: this.#draft.finish(),
      changes: this.#draft.changes(),
      events: Object.freeze(this.events),
      ids: this.#ids,
      random: this.start.random.position,
    };
  }
}

/** The tools of a transaction; the tables are added as properties. */
class TransactionFace implements TransactionTools {
  readonly #scope: TransactionScope;

  constructor(scope: TransactionScope) {
    this.#scope = scope;
  }

  static named(tables: readonly CompiledTable[]): typeof TransactionFace {
    class NamedFace extends TransactionFace {}
    for (const table of tables) {
      Object.defineProperty(NamedFace.prototype, table.name, {
        get(this: TransactionFace) {
          return this.#scope.writer(table);
        },
      });
    }
    return NamedFace;
  }

  get now(): number {
    return this.#scope.start.now;
  }

  get random(): Random {
    this.#scope.requireOpen();
    return this.#scope.start.random;
  }

  get derive(): Derive {
    return this.#scope.services.derive;
  }

  id(prefix: string): string {
    return this.#scope.services.spellId(prefix, this.#scope.nextNumber());
  }

  emit(event: EmittedEvent): void {
    this.#scope.requireOpen();
    this.#scope.events.push(sealJson(event, "An emitted event"));
  }

  after(dueAt: number, { kind, data, id }: NewTimer): string {
    if (!Number.isFinite(dueAt)) {
      throw new MockError("timer_invalid", `A timer of kind ${kind} is due at ${dueAt}. Give milliseconds since 1970, for example tx.now + 60_000.`);
    }
    const timers = this.#scope.timers();
    const order = this.#scope.nextNumber();
    const timer: DurableTimer = { id: id ?? this.#scope.services.spellId("tmr", order), dueAt, kind, data, order };
    if (timers.get(timer.id) === undefined) timers.insert(timer);
    else timers.update(timer.id, () => timer);
    return timer.id;
  }

  cancel(timerId: string): boolean {
    return this.#scope.timers().delete(timerId);
  }
}
