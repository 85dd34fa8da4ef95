import { defineTable, type Table } from "../../kernel/table.ts";

/** How many events an organization (or a user, for events without one) has had. */
export interface SequenceRow {
  readonly id: string;
  readonly last: number;
}

export const sequences: Table<SequenceRow> = defineTable<SequenceRow>()({ key: "id" });
