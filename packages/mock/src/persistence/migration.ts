import type { Change, Commit } from "../kernel/commit.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { ExportedSnapshot } from "../kernel/snapshot.ts";
import type { Row } from "../kernel/table.ts";
import type { KeptVersion } from "./kept-shape.ts";
import type { RowUpgrade } from "./row-upgrades.ts";

/** Brings what an older store holds to this version, as it is read. */
export class Migration {
  readonly #steps: readonly RowUpgrade[];
  readonly #descriptionHash: string;

  constructor(kept: KeptVersion, wanted: KeptVersion, upgrades: readonly RowUpgrade[]) {
    this.#steps = upgrades.filter(({ version }) => version > kept.rowsVersion && version <= wanted.rowsVersion);
    this.#descriptionHash = wanted.descriptionHash;
  }

  row(table: string, row: JsonObject): JsonObject {
    return this.#steps.reduce((upgraded, step) => (step.table === table ? step.row(upgraded) : upgraded), row);
  }

  snapshot(snapshot: ExportedSnapshot): ExportedSnapshot {
    const tables = Object.entries(snapshot.tables).map(([table, rows]) => [table, rows.map((row) => this.row(table, row))] as const);
    return { ...snapshot, descriptionHash: this.#descriptionHash, tables: Object.fromEntries(tables) };
  }

  commit(commit: Commit): Commit {
    const changes = commit.changes.map((change) => this.#change(change));
    if (commit.restored === undefined) return { ...commit, changes };
    return { ...commit, changes, restored: { to: this.snapshot(commit.restored.to as ExportedSnapshot) } };
  }

  #change(change: Change): Change {
    const upgraded = (row: Row | null): Row | null => row && this.row(change.table, row as JsonObject);
    return { ...change, before: upgraded(change.before), after: upgraded(change.after) };
  }
}
