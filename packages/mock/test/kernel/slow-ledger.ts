import type { Commit } from "../../src/kernel/commit.ts";
import type { Ledger } from "../../src/kernel/ledger.ts";
import { createMemoryLedger } from "../../src/kernel/memory-ledger.ts";
import type { MemoryLedgerOptions } from "../../src/kernel/memory-ledger.ts";
import type { ExportedSnapshot, Snapshot } from "../../src/kernel/snapshot.ts";

/** A ledger that answers later and keeps nothing but text, as one on a disk does. */
export function createSlowLedger(options: MemoryLedgerOptions = {}): Ledger {
  const inner = createMemoryLedger(options);
  let checkpoint: string | undefined;
  const read = (commit: Commit): Commit => JSON.parse(JSON.stringify(commit)) as Commit;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    async append(expectedSeq: number, commit: Commit) {
      const text = read(commit);
      await turn();
      return inner.append(expectedSeq, text);
    },
    async since(seq: number) {
      await turn();
      return (await inner.since(seq)).map(read);
    },
    checkpointDue: () => inner.checkpointDue(),
    async writeCheckpoint(snapshot: Snapshot, forget?: number) {
      checkpoint = JSON.stringify(snapshot);
      await turn();
      await inner.writeCheckpoint(snapshot, forget);
    },
    async readCheckpoint() {
      await turn();
      return checkpoint === undefined ? undefined : (JSON.parse(checkpoint) as ExportedSnapshot);
    },
    async rewrite(rewrite: (commit: Commit) => Commit) {
      await turn();
      await inner.rewrite(rewrite);
    },
  };
}
