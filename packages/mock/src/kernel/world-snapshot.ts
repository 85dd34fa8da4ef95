import { MockError } from "../mock-error.ts";
import type { CompiledSchema } from "./compiled-schema.ts";
import type { Counters } from "./counters.ts";
import { Draft } from "./draft.ts";
import { sealJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { ExportedSnapshot, Snapshot } from "./snapshot.ts";
import type { StoreState, TableState } from "./table-state.ts";
import { emptyState } from "./table-state.ts";

/** What a snapshot holds on to. */
export interface SnapshotContent {
  readonly schema: CompiledSchema;
  readonly state: StoreState;
  readonly seq: number;
  readonly counters: Counters;
  readonly descriptionHash: string;
  /** Names the world; absent in what an earlier version wrote. */
  readonly world: string | undefined;
}

/** A snapshot as a world makes it: the committed state itself, which nobody changes. */
export class WorldSnapshot implements Snapshot {
  readonly #content: SnapshotContent;

  constructor(content: SnapshotContent) {
    this.#content = content;
  }

  get seq(): number {
    return this.#content.seq;
  }

  get descriptionHash(): string {
    return this.#content.descriptionHash;
  }

  toJSON(): ExportedSnapshot {
    const { schema, state, seq, counters, descriptionHash, world = "" } = this.#content;
    const tables: Record<string, readonly JsonObject[]> = {};
    for (const table of schema.tables) tables[table.name] = (state[table.position] as TableState).rows.valuesArray() as JsonObject[];
    return { format: 1, descriptionHash, world, seq, counters, tables };
  }

  /** The state for a world of this schema and description. @throws MockError `snapshot_of_other_description` */
  contentFor(schema: CompiledSchema, descriptionHash: string): SnapshotContent {
    requireSameDescription(this.#content.descriptionHash, descriptionHash);
    return this.#content.schema.source === schema.source ? this.#content : readSnapshot(this.toJSON(), schema, descriptionHash);
  }
}

/** Reads a snapshot of either form. @throws MockError `snapshot_of_other_description`, `snapshot_invalid` */
export function openSnapshot(snapshot: Snapshot | ExportedSnapshot, schema: CompiledSchema, descriptionHash: string): SnapshotContent {
  if (snapshot instanceof WorldSnapshot) return snapshot.contentFor(schema, descriptionHash);
  if (!isObject(snapshot)) throw invalid("it is no object");
  return readSnapshot(
    "toJSON" in snapshot && typeof snapshot.toJSON === "function" ? snapshot.toJSON() : (snapshot as ExportedSnapshot),
    schema,
    descriptionHash,
  );
}

function readSnapshot(exported: ExportedSnapshot, schema: CompiledSchema, descriptionHash: string): SnapshotContent {
  if (exported.format !== 1) throw invalid(`it has the format ${JSON.stringify(exported.format)}, and this version reads format 1`);
  requireSameDescription(exported.descriptionHash, descriptionHash);
  requireNumbers(exported);
  if (!isObject(exported.tables)) throw invalid("it has no tables");
  const draft = new Draft(schema, emptyState(schema));
  for (const [name, rows] of Object.entries(exported.tables)) {
    const table = schema.byName.get(name);
    if (table === undefined) throw invalid(`it has rows of a table "${name}", which the schema does not have`);
    if (!Array.isArray(rows)) throw invalid(`the rows of ${name} are no list`);
    for (const row of rows as readonly JsonObject[]) {
      const id = isObject(row) ? row[table.key] : undefined;
      if (typeof id !== "string") throw invalid(`a row of ${name} has no text in "${table.key}"`);
      const lack = schema.source[name]?.lackOf(row);
      if (lack !== undefined) throw invalid(`the row ${JSON.stringify(id)} of ${name} has no ${lack}`);
      try {
        draft.table(table).replace(id, undefined, sealJson(row, `A row of ${name}`));
      } catch (error) {
        throw invalid(`the row ${JSON.stringify(id)} of ${name} does not fit its table`, error);
      }
    }
  }
  return { schema, state: draft.finish(), seq: exported.seq, counters: exported.counters, descriptionHash, world: exported.world };
}

function requireNumbers({ seq, counters }: ExportedSnapshot): void {
  const { ids, random, clock }: Partial<Counters> = isObject(counters) ? counters : {};
  for (const [name, value] of Object.entries({ seq, "counters.ids": ids, "counters.random": random }))
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(`its ${name} is no whole number`);
  if (!Number.isFinite(clock)) throw invalid("its counters.clock is no number");
}

/** Whether this is an object of names and values: what comes from a file can be anything. */
function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function requireSameDescription(found: unknown, wanted: string): void {
  if (found === wanted) return;
  throw new MockError(
    "snapshot_of_other_description",
    `The snapshot belongs to the description ${String(found)}, this world to ${wanted}. Make it anew, or migrate its rows before importing it.`,
    {
      facts: { found, wanted },
    },
  );
}

/** A state of another world in this one would have keys and tokens that nobody can show. @throws MockError `snapshot_of_other_world` */
export function requireSameWorld({ world: found = "" }: SnapshotContent, wanted: string): void {
  if (found === wanted) return;
  throw new MockError(
    "snapshot_of_other_world",
    "The snapshot belongs to another world, whose keys and tokens this one does not know. Restore it in the world that it was taken of, or in a fork of that.",
    { facts: { found, wanted } },
  );
}

function invalid(what: string, cause?: unknown): MockError {
  return new MockError("snapshot_invalid", `The snapshot cannot be read: ${what}. Import one that exportSnapshot wrote.`, { cause });
}
