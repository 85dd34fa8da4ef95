import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockSchema } from "../../schema.ts";
import { emitEvent } from "../events/emit.ts";
import { purge } from "./purge.ts";
import { isHeld, retentionSeconds, schedulePurge, setPurge } from "./retention.ts";

/** So many rows go at once by themselves, so that no transaction becomes long. */
const batch = 5000;

/** What happens when rows are too old. */
export const purgeByTimer: TimerRunner<MockSchema, { readonly chainId: string }, undefined> = {
  decide(tx, { data: { chainId } }) {
    if (!isHeld(tx, chainId)) {
      const cutoff = tx.now - retentionSeconds(tx, chainId) * 1000;
      const deleted = purge(tx, (type, facts) => void emitEvent(tx, type, facts, { type: "system", id: null }, null), {
        chainId,
        through: cutoff,
        limit: batch,
      });
      if (deleted === batch) {
        setPurge(tx, chainId, tx.now);
        return ok();
      }
    }
    schedulePurge(tx, chainId);
    return ok();
  },
};
