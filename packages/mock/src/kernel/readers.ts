import type { CompiledSchema, CompiledTable } from "./compiled-schema.ts";
import type { Readers, Schema } from "./table.ts";
import { StoredTableReader } from "./table-reader.ts";
import type { StoreState, TableState } from "./table-state.ts";

/** Makes the readers of a committed state: one property per table, made when it is first used. */
export type OpenReaders<S extends Schema> = (state: StoreState) => Readers<S>;

/** Prepares {@link OpenReaders} for a schema, once, so that opening a state costs the same however many tables there are. */
export function prepareReaders<S extends Schema>(schema: CompiledSchema): OpenReaders<S> {
  const Named = StateReaders.named(schema.tables);
  return (state) => new Named(state) as unknown as Readers<S>;
}

class StateReaders {
  readonly #state: StoreState;
  readonly #readers: (StoredTableReader | undefined)[] = [];

  constructor(state: StoreState) {
    this.#state = state;
  }

  static named(tables: readonly CompiledTable[]): typeof StateReaders {
    class NamedReaders extends StateReaders {}
    for (const table of tables) {
      Object.defineProperty(NamedReaders.prototype, table.name, {
        get(this: StateReaders) {
          return (this.#readers[table.position] ??= new StoredTableReader(table, this.#state[table.position] as TableState));
        },
      });
    }
    return NamedReaders;
  }
}
