import type { Commit } from "../../kernel/commit.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import type { ExportedSnapshot, Snapshot } from "../../kernel/snapshot.ts";
import { MockError } from "../../mock-error.ts";
import { isSameVersion, type KeptVersion } from "../kept-shape.ts";
import { Migration } from "../migration.ts";
import type { RowUpgrade } from "../row-upgrades.ts";
import { completed, failed, resultOf } from "./database.ts";
import { endingsIn, type Head, type Kept } from "./kept-world.ts";

export interface IndexedDbLedgerOptions {
  readonly database: IDBDatabase;
  readonly world: string;
  /** What is written from now on; what an older version wrote is brought to it as it is read. */
  readonly version: KeptVersion;
  readonly upgrades: readonly RowUpgrade[];
  /** Commits after which a checkpoint is due; as many stay readable behind it. */
  readonly maxCommits: number;
  /** Called when a commit is in the database. */
  readonly wrote: () => void;
}

// Letting go one by one would need a checkpoint for each commit.
const slack = 1.1;

/** A ledger in the browser's database. Every page of the origin may share it: whoever comes second to a number is told of the conflict. */
export class IndexedDbLedger implements Ledger {
  readonly #options: IndexedDbLedgerOptions;
  #head: Head | undefined;

  constructor(options: IndexedDbLedgerOptions) {
    this.#options = options;
  }

  async append(expectedSeq: number, commit: Commit): Promise<"ok" | "conflict"> {
    const { world } = this.#options;
    const transaction = this.#begin("readwrite", ["about", "heads", "commits"]);
    const done = completed(transaction);
    const head = await this.#headIn(transaction);
    if (head.seq !== expectedSeq) {
      await done;
      return "conflict";
    }
    const next = { ...head, seq: commit.seq };
    transaction.objectStore("commits").put(this.#keep(commit), [world, commit.seq]);
    transaction.objectStore("heads").put(next, world);
    await done;
    this.#head = next;
    this.#options.wrote();
    return "ok";
  }

  async since(seq: number): Promise<readonly Commit[]> {
    const transaction = this.#begin("readonly", ["about", "heads", "commits"]);
    const head = await this.#headIn(transaction);
    if (seq < head.base) {
      throw new MockError("ledger_truncated", `The ledger reaches back to commit ${head.base + 1}; the one after ${seq} is gone. Ask for a later one.`, {
        facts: { first: head.base + 1 },
      });
    }
    if (seq >= head.seq) return [];
    const kept = await resultOf(transaction.objectStore("commits").getAll(this.#range(seq + 1, head.seq)) as IDBRequest<Kept[]>);
    return kept.map((one) => this.#readCommit(one));
  }

  checkpointDue(): boolean {
    const { seq, base } = this.#head ?? { seq: 0, base: 0 };
    return seq - base > this.#options.maxCommits * slack;
  }

  async writeCheckpoint(snapshot: Snapshot, forget: number = 0): Promise<void> {
    const { world, maxCommits } = this.#options;
    const kept = this.#keep(snapshot);
    const transaction = this.#begin("readwrite", ["about", "heads", "commits", "checkpoints"]);
    const done = completed(transaction);
    const head = await this.#headIn(transaction);
    const base = Math.max(head.base, Math.min(snapshot.seq, Math.max(forget, head.seq - maxCommits)));
    transaction.objectStore("checkpoints").put(kept, world);
    if (base > head.base) transaction.objectStore("commits").delete(this.#range(0, base));
    transaction.objectStore("heads").put({ ...head, base }, world);
    await done;
    this.#head = { ...head, base };
  }

  async readCheckpoint(): Promise<ExportedSnapshot | undefined> {
    const transaction = this.#begin("readonly", ["checkpoints"]);
    const kept = await resultOf(transaction.objectStore("checkpoints").get(this.#options.world) as IDBRequest<Kept | undefined>);
    if (kept === undefined) return undefined;
    const snapshot = JSON.parse(kept.text) as ExportedSnapshot;
    return this.#migrationFrom(kept)?.snapshot(snapshot) ?? snapshot;
  }

  async rewrite(rewrite: (commit: Commit) => Commit): Promise<void> {
    const transaction = this.#begin("readwrite", ["about", "heads", "commits"]);
    const done = completed(transaction);
    const head = await this.#headIn(transaction);
    const store = transaction.objectStore("commits");
    const kept = await resultOf(store.getAll(this.#range(head.base + 1, head.seq)) as IDBRequest<Kept[]>);
    for (const one of kept) {
      const commit = rewrite(this.#readCommit(one));
      store.put(this.#keep(commit), [this.#options.world, commit.seq]);
    }
    await done;
  }

  #begin(mode: IDBTransactionMode, stores: string[]): IDBTransaction {
    try {
      return this.#options.database.transaction(stores, mode);
    } catch (error) {
      throw failed(error);
    }
  }

  async #headIn(transaction: IDBTransaction): Promise<Head> {
    const { world, version } = this.#options;
    const [keptBy, endings, head] = await Promise.all([
      resultOf(transaction.objectStore("about").get("shape") as IDBRequest<KeptVersion | undefined>),
      endingsIn(transaction),
      resultOf(transaction.objectStore("heads").get(world) as IDBRequest<Head | undefined>),
    ]);
    // Numbers say nothing any more once another version has begun the log anew or taken it over.
    if (keptBy !== undefined && !isSameVersion(keptBy, version)) {
      throw new MockError(
        "persist_failed",
        "Another tab runs another version of the mock and has taken the data over, so the change was not made. Reload the page.",
      );
    }
    const present = head ?? { seq: 0, base: 0, endings };
    // Nor once the world was ended; what has its name now is another one.
    if (this.#head !== undefined && this.#head.seq > 0 && (head === undefined || (head.endings ?? 0) !== (this.#head.endings ?? 0)))
      throw new MockError("world_ended", "The world was ended, so the change was not made. Ask for it anew by its name.");
    return (this.#head = present);
  }

  #range(from: number, to: number): IDBKeyRange {
    return IDBKeyRange.bound([this.#options.world, from], [this.#options.world, to]);
  }

  #keep(value: Commit | Snapshot): Kept {
    return { version: this.#options.version, text: JSON.stringify(value) };
  }

  #readCommit(kept: Kept): Commit {
    const commit = JSON.parse(kept.text) as Commit;
    return this.#migrationFrom(kept)?.commit(commit) ?? commit;
  }

  #migrationFrom({ version }: Kept): Migration | undefined {
    return isSameVersion(version, this.#options.version) ? undefined : new Migration(version, this.#options.version, this.#options.upgrades);
  }
}
