import { MockError } from "../mock-error.ts";
import { fieldOf } from "./compiled-schema.ts";
import type { CompiledReference, CompiledTable } from "./compiled-schema.ts";
import type { Draft, DraftTable } from "./draft.ts";
import { encodeKey, endOfPrefix } from "./index-key.ts";
import { sealJson } from "./json.ts";
import { nameRow } from "./name-row.ts";
import type { Patch, Row, TableWriter } from "./table.ts";
import { StoredTableReader } from "./table-reader.ts";
import type { OrderTree } from "./table-state.ts";

/** Reads and writes one table of a draft, and keeps what the references promise. */
export class StoredTableWriter extends StoredTableReader<DraftTable> implements TableWriter<Row, string, string> {
  readonly #draft: Draft;

  constructor(table: CompiledTable, draft: Draft) {
    super(table, draft.table(table));
    this.#draft = draft;
  }

  insert(row: Row): Row {
    const sealed = sealJson(row, `A row of ${this.table.name}`);
    const id = this.#idOf(sealed);
    if (this.get(id) !== undefined) throw this.#bug("row_exists", `${nameRow(id)} is there already. Draw a new id with tx.id, or use update.`);
    this.#requireTargets(sealed, undefined);
    this.access.replace(id, undefined, sealed);
    return sealed;
  }

  update(id: string, change: Patch<Row> | ((row: Row) => Row)): Row {
    const before = this.require(id);
    const changed = typeof change === "function" ? change(before) : patched(before, change);
    if (changed === before) return before;
    const after = sealJson(changed, `A row of ${this.table.name}`);
    if (this.#idOf(after) !== id) throw this.#bug("key_changed", `an update would change the key of ${nameRow(id)}. Delete the row and insert another.`);
    this.#requireTargets(after, before);
    this.access.replace(id, before, after);
    return after;
  }

  delete(id: string): boolean {
    const row = this.get(id);
    if (row === undefined) return false;
    if (this.table.referrers.length === 0) this.access.replace(id, row, undefined);
    else this.#deleteWithReferrers(id, row);
    return true;
  }

  /** Decides first, over everything that would go, and writes then: a restriction leaves the draft as it was. */
  #deleteWithReferrers(id: string, row: Row): void {
    const doomed = new Map<string, Doomed>([[placeOf(this.table, id), { table: this.table, id, row }]]);
    const cleared: Cleared[] = [];
    // A map iterates over what is added meanwhile, so this follows the cascade to its end, cycles included.
    for (const { table, id: target } of doomed.values()) {
      for (const referrer of table.referrers) {
        for (const pointing of this.#pointingAt(referrer, target)) {
          if (referrer.onDelete === "cascade") doomed.set(placeOf(referrer.from, pointing.id), pointing);
          else cleared.push({ ...pointing, referrer });
        }
      }
    }
    const staying = cleared.filter(({ table, id: pointing }) => !doomed.has(placeOf(table, pointing)));
    for (const { referrer, id: pointing } of staying) {
      if (referrer.onDelete === "restrict") {
        throw this.#bug(
          "reference_restricted",
          `${nameRow(id)} cannot be deleted while ${referrer.from.name}.${referrer.field} of ${nameRow(pointing)} needs it. Check and refuse first, or delete that row before.`,
        );
      }
    }
    for (const { referrer, id: pointing } of staying) this.#clear(referrer, pointing);
    for (const { table, id: gone, row: last } of doomed.values()) this.#draft.table(table).replace(gone, last, undefined);
  }

  #pointingAt(referrer: CompiledReference, id: string): Doomed[] {
    const { rows, orders } = this.#draft.table(referrer.from);
    const low = encodeKey([id]);
    const found: Doomed[] = [];
    (orders[referrer.order.position] as OrderTree).forRange(low, endOfPrefix(low), false, (_key, pointing) => {
      found.push({ table: referrer.from, id: pointing, row: rows.get(pointing) as Row });
    });
    return found;
  }

  #clear({ from, field }: CompiledReference, id: string): void {
    const table = this.#draft.table(from);
    // Read again: the same row may have been cleared through another field a moment ago.
    const row = table.rows.get(id) as Row;
    table.replace(id, row, Object.freeze({ ...row, [field]: null }));
  }

  #requireTargets(row: Row, before: Row | undefined): void {
    for (const { field, to } of this.table.references) {
      const target = fieldOf(row, field);
      if (target === undefined || (before !== undefined && fieldOf(before, field) === target)) continue;
      if (to === this.table && target === this.#idOf(row)) continue;
      if (this.#draft.table(to).rows.get(target) === undefined) {
        throw this.#bug(
          "reference_missing",
          `${field} of ${nameRow(this.#idOf(row))} points at ${nameRow(target)} of ${to.name}, which is not there. Insert that row first.`,
        );
      }
    }
  }

  #idOf(row: Row): string {
    const id = (row as Readonly<Record<string, unknown>>)[this.table.key];
    if (typeof id === "string" && id !== "") return id;
    throw this.#bug("key_invalid", `a row has no text in "${this.table.key}", the field that holds its key. Set it.`);
  }

  #bug(code: string, what: string): MockError {
    return new MockError(code, `In ${this.table.name}, ${what}`, { facts: { table: this.table.name } });
  }
}

interface Doomed {
  readonly table: CompiledTable;
  readonly id: string;
  readonly row: Row;
}

interface Cleared extends Doomed {
  readonly referrer: CompiledReference;
}

function placeOf(table: CompiledTable, id: string): string {
  return `${table.position} ${id}`;
}

/** The row with the patch's fields, or the row itself when they are what it has. */
function patched(row: Row, patch: Patch<Row>): Row {
  const had = row as Readonly<Record<string, unknown>>;
  for (const [field, value] of Object.entries(patch)) {
    if (had[field] !== value) return { ...row, ...patch };
  }
  return row;
}
