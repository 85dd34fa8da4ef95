import { parseTimestamp } from "../../kernel/timestamp.ts";
import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockSchema, MockTransaction } from "../../schema.ts";
import { emitEvent } from "../events/emit.ts";
import type { KeyRow } from "../keys/table.ts";
import { apiKeyFacts } from "./render.ts";

export const expiringTimer = "apiKey.expiring";

/** How long before its end a key's owners are told. */
const noticeMs = 7 * 24 * 60 * 60 * 1000;

/** Sets the timer of the notice, or takes it back: for a key without end, and for one that ends sooner than the notice would come. */
export function scheduleNotice(tx: MockTransaction, row: KeyRow): void {
  const dueAt = row.expiresAt === null ? undefined : parseTimestamp(row.expiresAt) - noticeMs;
  if (dueAt !== undefined && dueAt > tx.now) tx.after(dueAt, { id: timerId(row.id), kind: expiringTimer, data: { keyId: row.id } });
  else cancelNotice(tx, row);
}

export function cancelNotice(tx: MockTransaction, row: KeyRow): void {
  tx.cancel(timerId(row.id));
}

/** What happens when the notice is due. */
export const noticeByTimer: TimerRunner<MockSchema, { readonly keyId: string }, undefined> = {
  decide(tx, timer) {
    const row = tx.keys.get(timer.data.keyId);
    if (row && row.revokedAt === null) emitEvent(tx, "api_key.expiring", apiKeyFacts(tx, row, tx.now), { type: "system", id: null }, null);
    return ok();
  },
};

function timerId(keyId: string): string {
  return `api-key:${keyId}`;
}
