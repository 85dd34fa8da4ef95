import type { Ledger } from "../kernel/ledger.ts";

/** Where the worlds of a mock keep their state between runs: a folder (`@plinto/mock/server`) or the browser (`@plinto/mock/browser`). */
export interface Persistence {
  /**
   * Opens what is kept of a world, or begins it.
   *
   * @param world the id of the world, nothing for the default one
   * @throws MockError `persist_folder_foreign`, `persist_in_use`, `persist_damaged`, `persist_failed`, `persist_closed`
   */
  open(world: string | undefined, kind: PersistedKind): Promise<Ledger>;
  /** The ids of the worlds that are kept, beside the default one. */
  worlds(): Promise<readonly string[]>;
  /** Whether others may write to the same place meanwhile, so that every request looks there first. */
  readonly shared: boolean;
  /**
   * Calls `fn` soon after another page or process wrote to a world. Not every writing is told; whoever must not miss
   * one looks. Absent where nobody else writes.
   *
   * @returns a function that ends it
   */
  onForeignWrite?(world: string | undefined, fn: () => void): () => void;
  /** Writes out what the system still holds and lets go of the place. Nothing can be written afterwards. */
  close(): Promise<void>;
}

/** What the kept state must fit. */
export interface PersistedKind {
  readonly descriptionHash: string;
  /** The key column of each table. */
  readonly tables: Readonly<Record<string, string>>;
}
