import type { JsonObject } from "../kernel/json.ts";

/** How the rows of one table got new columns from one version of the rows to the next. */
export interface RowUpgrade {
  /** The version that has what `row` adds. */
  readonly version: number;
  readonly table: string;
  /** The row as that version wants it. */
  row(row: JsonObject): JsonObject;
}

/** Raised with every release that asks more of a row than the one before; each step has its entries in {@link rowUpgrades}. */
export const rowsVersion = 1;

/** Every step since version 1, in order. */
export const rowUpgrades: readonly RowUpgrade[] = [];
