import { MockError } from "../mock-error.ts";
import type { Change, Commit } from "./commit.ts";
import type { CompiledSchema } from "./compiled-schema.ts";
import { Draft } from "./draft.ts";
import { sealJson } from "./json.ts";
import type { Row } from "./table.ts";
import type { StoreState, TableState } from "./table-state.ts";
import { emptyState } from "./table-state.ts";
import { openSnapshot } from "./world-snapshot.ts";

/** The state after a commit that another world made, or an earlier process. */
export function followCommit(schema: CompiledSchema, state: StoreState, commit: Commit, descriptionHash: string): StoreState {
  if (commit.restored !== undefined) return openSnapshot(commit.restored.to, schema, descriptionHash).state;
  const draft = new Draft(schema, state);
  write(draft, commit.changes, "after");
  return draft.finish();
}

/**
 * The state before some commits, from the state after them. Ephemeral tables are empty in it: they have no history.
 *
 * @param commits in order, the last one being the last in `state`
 * @throws MockError `ledger_truncated` when a restore lies among them whose previous state is no longer at hand
 */
export function undoCommits(schema: CompiledSchema, state: StoreState, commits: readonly Commit[], descriptionHash: string): StoreState {
  let draft = new Draft(schema, state);
  for (const commit of commits.toReversed()) {
    if (commit.restored === undefined) {
      write(draft, commit.changes, "before");
      continue;
    }
    if (commit.restored.from === undefined) {
      throw new MockError(
        "ledger_truncated",
        `Commit ${commit.seq} is a restore whose previous state was not kept, so the ledger reaches back to it and not beyond. Ask for a later commit.`,
        {
          facts: { first: commit.seq },
        },
      );
    }
    draft = new Draft(schema, openSnapshot(commit.restored.from, schema, descriptionHash).state);
  }
  const empty = emptyState(schema);
  return draft.finish().map((table, position) => (schema.tables[position]?.ephemeral ? (empty[position] as TableState) : table));
}

function write(draft: Draft, changes: readonly Change[], side: "before" | "after"): void {
  const rows = changes.map(({ table: name, id, [side]: row }) => {
    const table = draft.schema.byName.get(name);
    if (table !== undefined) return { table: draft.table(table), id, row };
    throw new MockError(
      "ledger_of_other_schema",
      `The ledger has changes of a table "${name}", which the schema does not have. Open it with the schema that wrote it, or migrate it.`,
    );
  });
  // All old rows go before any new one comes: within a commit rows may have swapped a unique value.
  for (const { table, id } of rows) {
    const present = table.rows.get(id);
    if (present !== undefined) table.replace(id, present, undefined);
  }
  for (const { table, id, row } of rows) {
    if (row !== null) table.replace(id, undefined, sealJson<Row>(row, `A row of ${table.table.name}`));
  }
}
