import type { PersistedKind } from "./persistence.ts";

/** Which version of the mock wrote something. */
export interface KeptVersion {
  readonly descriptionHash: string;
  readonly rowsVersion: number;
}

/** What a store of states says about itself. */
export interface KeptShape extends PersistedKind, KeptVersion {}

/** Whether all that an older store holds has a place in this version: tables were only added, rows only got columns. */
export function isAdditive(kept: KeptShape, wanted: KeptShape): boolean {
  return kept.rowsVersion <= wanted.rowsVersion && Object.entries(kept.tables).every(([table, key]) => wanted.tables[table] === key);
}

export function isSameVersion(left: KeptVersion, right: KeptVersion): boolean {
  return left.descriptionHash === right.descriptionHash && left.rowsVersion === right.rowsVersion;
}
