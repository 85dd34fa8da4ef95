import { defineTable, type Table } from "../kernel/table.ts";

/** The first answer to an idempotency key: what the handler decided, to be authorized and rendered again. */
export interface IdempotencyRow {
  /** Hash of caller, tenant, operation and key under the world's secret. */
  readonly id: string;
  /** Hash of the input under the world's secret. */
  readonly bodyHash: string;
  readonly decided: unknown;
  readonly refused: { readonly code: string; readonly facts: object } | null;
  readonly expiresAt: number;
}

export const idempotency: Table<IdempotencyRow, "byExpiry"> = defineTable<IdempotencyRow>()({ key: "id", indexes: { byExpiry: (row) => [row.expiresAt] } });

/** Calls counted in one window of one limit. */
export interface RateCounterRow {
  readonly id: string;
  readonly count: number;
  readonly resetsAt: number;
}

export const rateCounters: Table<RateCounterRow, "byReset"> = defineTable<RateCounterRow>()({
  key: "id",
  ephemeral: true,
  indexes: { byReset: (row) => [row.resetsAt] },
});
