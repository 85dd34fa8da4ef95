import type { Json } from "./json.ts";
import { defineTable } from "./table.ts";
import type { Table } from "./table.ts";

/** A durable timer: part of the state, so a snapshot, a fork or a restart carries it and a rollback undoes it. */
export interface DurableTimer<Data extends Json = Json> {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  /** Which runner performs it. */
  readonly kind: string;
  readonly data: Data;
  /** Grows with each timer that is set: among timers due at once, the one set first goes first. */
  readonly order: number;
}

/** The name under which changes of durable timers appear in commits. */
export const timersTableName = "$timers";

/** The kernel's own table of durable timers. */
export const timersTable: Table<DurableTimer, "byDue"> = defineTable<DurableTimer>()({
  key: "id",
  indexes: { byDue: (timer) => [timer.dueAt, timer.order] },
});
