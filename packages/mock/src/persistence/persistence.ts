import type { Commit } from "../kernel/commit.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { ExportedSnapshot } from "../kernel/snapshot.ts";

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
  /**
   * Keeps a world from now on that has a state and a past already, as a fork has. It is there as a whole or not at all.
   *
   * @throws MockError `world_taken`, `persist_failed`, `persist_closed`
   */
  begin(world: string, kind: PersistedKind, beginning: WorldBeginning): Promise<void>;
  /**
   * Lets go of a world and deletes what is kept of it; it is no error when there is nothing. Opening it waits for that.
   *
   * @throws MockError `persist_failed`, `persist_closed`
   */
  end(world: string): Promise<void>;
  /**
   * What the keys of a world follow from when it began with the state of another one, as {@link WorldBeginning} said.
   * It is known of every world that `worlds` has named, and once one has been opened.
   */
  seedTextOf(world: string): string | undefined;
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

/** What a world that is forked from another begins with. */
export interface WorldBeginning {
  /** What the keys of the other one follow from, and so its own. */
  readonly seedText: string;
  readonly snapshot: ExportedSnapshot;
  /** The last commits up to the snapshot, for time travel; in order and without a gap. */
  readonly past: readonly Commit[];
}
