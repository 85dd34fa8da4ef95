import { MockError } from "../mock-error.ts";
import type { Commit } from "./commit.ts";
import type { Ledger } from "./ledger.ts";
import { createOrderedTree } from "./ordered-tree.ts";
import type { OrderedTree } from "./ordered-tree.ts";
import type { Snapshot } from "./snapshot.ts";

export interface MemoryLedgerOptions {
  /** Commits that stay readable. Default 10,000; up to a tenth more are kept between checkpoints. */
  readonly maxCommits?: number;
  /** Estimated bytes of commits that stay readable. Default 64 MiB; up to a tenth more are kept between checkpoints. */
  readonly maxBytes?: number;
  /** The commit that comes before the first one here. Default 0. */
  readonly after?: number;
}

/**
 * Makes a ledger in memory. It answers at once. Several worlds of one process may share it.
 *
 * @example
 * const ledger = createMemoryLedger({ maxCommits: 1_000 });
 * const world = createWorld({ schema, seed: "acme", clock: createClock(), descriptionHash, ledger });
 */
export function createMemoryLedger(options: MemoryLedgerOptions = {}): Ledger {
  const { maxCommits = 10_000, maxBytes = 64 * 1_024 * 1_024, after = 0 } = options;
  return new MemoryLedger({ maxCommits, maxBytes }, { commits: createOrderedTree(), bytes: 0, base: after, checkpoint: undefined });
}

interface Retention {
  readonly maxCommits: number;
  readonly maxBytes: number;
}

interface Content {
  readonly commits: OrderedTree<number, Entry>;
  readonly bytes: number;
  /** The last commit that was let go, or the one before the first. */
  readonly base: number;
  readonly checkpoint: Snapshot | undefined;
}

interface Entry {
  readonly commit: Commit;
  readonly bytes: number;
}

// Letting go one by one would need a checkpoint for each commit.
const slack = 1.1;

class MemoryLedger implements Ledger {
  readonly #retention: Retention;
  readonly #commits: OrderedTree<number, Entry>;
  #bytes: number;
  #base: number;
  #checkpoint: Snapshot | undefined;

  constructor(retention: Retention, { commits, bytes, base, checkpoint }: Content) {
    this.#retention = retention;
    this.#commits = commits;
    this.#bytes = bytes;
    this.#base = base;
    this.#checkpoint = checkpoint;
  }

  append(expectedSeq: number, commit: Commit): "ok" | "conflict" {
    if (expectedSeq !== this.#last) return "conflict";
    const entry: Entry = { commit, bytes: estimateBytes(commit) };
    this.#commits.set(commit.seq, entry);
    this.#bytes += entry.bytes;
    return "ok";
  }

  since(seq: number): readonly Commit[] {
    if (seq < this.#base) {
      throw new MockError(
        "ledger_truncated",
        `The ledger reaches back to commit ${this.#base + 1}; the one after ${seq} is gone. Ask for a later one, or keep more with maxCommits and maxBytes.`,
        {
          facts: { first: this.#base + 1 },
        },
      );
    }
    const found: Commit[] = [];
    this.#commits.forRange(seq + 1, Number.POSITIVE_INFINITY, false, (_seq, { commit }) => {
      found.push(commit);
    });
    return found;
  }

  checkpointDue(): boolean {
    return this.#commits.size > this.#retention.maxCommits * slack || this.#bytes > this.#retention.maxBytes * slack;
  }

  writeCheckpoint(snapshot: Snapshot, forget: number = 0): void {
    this.#checkpoint = snapshot;
    for (let first = this.#commits.minKey(); first !== undefined && first <= snapshot.seq; first = this.#commits.minKey()) {
      if (first > forget && this.#commits.size <= this.#retention.maxCommits && this.#bytes <= this.#retention.maxBytes) break;
      this.#remove(first);
      this.#base = first;
    }
  }

  readCheckpoint(): Snapshot | undefined {
    return this.#checkpoint;
  }

  rewrite(rewrite: (commit: Commit) => Commit): void {
    for (const [seq, { commit }] of this.#commits.toArray()) {
      const rewritten = rewrite(commit);
      this.#remove(seq);
      const entry: Entry = { commit: rewritten, bytes: estimateBytes(rewritten) };
      this.#commits.set(seq, entry);
      this.#bytes += entry.bytes;
    }
  }

  fork(seq: number): Ledger {
    const fork = new MemoryLedger(this.#retention, {
      commits: this.#commits.clone(),
      bytes: this.#bytes,
      base: Math.min(this.#base, seq),
      checkpoint: this.#checkpoint,
    });
    for (let last = fork.#last; last > seq && last > fork.#base; last = fork.#last) fork.#remove(last);
    return fork;
  }

  get #last(): number {
    return this.#commits.maxKey() ?? this.#base;
  }

  #remove(seq: number): void {
    this.#bytes -= this.#commits.get(seq)?.bytes ?? 0;
    this.#commits.delete(seq);
  }
}

/** About how much text a commit would be. States that a restore holds are not counted: their rows came with commits. */
function estimateBytes(commit: Commit): number {
  let bytes = 200;
  for (const { before, after } of commit.changes) bytes += 100 + weigh(before) + weigh(after);
  for (const event of commit.events) bytes += weigh(event);
  return bytes;
}

function weigh(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 8;
  let bytes = 2;
  // Names are shared between rows in memory, but a ledger that is written out repeats them.
  for (const name in value) bytes += name.length + 4 + weigh((value as Readonly<Record<string, unknown>>)[name]);
  return bytes;
}
