import { mkdirSync, rmSync, truncateSync } from "node:fs";
import type { Commit } from "../../kernel/commit.ts";
import { createMemoryLedger } from "../../kernel/memory-ledger.ts";
import type { MemoryLedgerOptions } from "../../kernel/memory-ledger.ts";
import { MockError } from "../../mock-error.ts";
import { isSameVersion, type KeptVersion } from "../kept-shape.ts";
import { Migration } from "../migration.ts";
import type { RowUpgrade } from "../row-upgrades.ts";
import { readCheckpointFile, type KeptCheckpoint } from "./checkpoint.ts";
import { listFiles, type KeptFile } from "./files.ts";
import { FolderLedger } from "./folder-ledger.ts";
import { readSegment, type Segment } from "./segment.ts";

export interface OpenFolderLedgerOptions extends MemoryLedgerOptions {
  readonly folder: string;
  /** What is written from now on; what an older version wrote is brought to it as it is read. */
  readonly version: KeptVersion;
  readonly upgrades: readonly RowUpgrade[];
  /** Told in one sentence of what had to be mended. */
  readonly report: (message: string) => void;
  readonly checkpointBytes: number;
}

/**
 * Reads what the folder of a world has and goes on writing there. What a dying process left unfinished is cut off.
 *
 * @throws MockError `persist_damaged` when something in the middle cannot be read; nothing is changed then
 */
export function openFolderLedger({ folder, version, upgrades, report, checkpointBytes, ...retention }: OpenFolderLedgerOptions): FolderLedger {
  mkdirSync(folder, { recursive: true });
  const { checkpoints, segments, unfinished } = listFiles(folder);
  const checkpoint = readCheckpoint(checkpoints.at(-1), folder);
  const checkpointSeq = checkpoint?.snapshot.seq ?? 0;
  const logs = segments.map(readSegment);
  for (const [index, log] of logs.entries()) requireWhole(log, index === logs.length - 1, folder);
  const commits = logs.flatMap((log) => upgraded(log, version, upgrades));
  requireGapless(commits, checkpointSeq, folder);
  // The file in which commits go on is begun before its checkpoint is written.
  if (checkpoint !== undefined && (logs.at(-1)?.seq ?? -1) < checkpointSeq)
    throw damaged(folder, `the file of what follows commit ${checkpointSeq}, which is missing`);
  const last = logs.at(-1);
  const lastSeq = commits.at(-1)?.seq ?? checkpointSeq;
  if (last !== undefined && last.seq > lastSeq) throw damaged(folder, `commit ${lastSeq + 1}, which is missing`);

  for (const path of unfinished) rmSync(path);
  if (last !== undefined && last.tornBytes > 0) {
    truncateSync(last.path, last.bytes);
    report(
      `The last entry in ${folder} was unfinished (${last.tornBytes} bytes): its writer died before it answered. It was cut off; everything up to commit ${lastSeq} stands.`,
    );
  }

  const memory = createMemoryLedger({ ...retention, after: (commits[0]?.seq ?? lastSeq + 1) - 1 });
  for (const commit of commits) void memory.append(commit.seq - 1, commit);
  const goesOn = last?.version !== undefined && isSameVersion(last.version, version);
  return new FolderLedger({
    folder,
    memory,
    checkpoint: checkpoint && new Migration(checkpoint.version, version, upgrades).snapshot(checkpoint.snapshot),
    lastSeq,
    segment: goesOn ? { seq: last.seq, bytes: last.bytes } : undefined,
    version,
    checkpointBytes,
  });
}

function readCheckpoint(file: KeptFile | undefined, folder: string): KeptCheckpoint | undefined {
  if (file === undefined) return undefined;
  const checkpoint = readCheckpointFile(file.path);
  if (checkpoint === undefined || checkpoint.snapshot.seq !== file.seq) throw damaged(folder, `the checkpoint after commit ${file.seq}`);
  return checkpoint;
}

function requireWhole({ isDamaged, tornBytes, commits, seq }: Segment, isLast: boolean, folder: string): void {
  if (isDamaged || (tornBytes > 0 && !isLast)) throw damaged(folder, `what follows commit ${commits.at(-1)?.seq ?? seq}`);
}

function upgraded({ version: wrote, commits }: Segment, version: KeptVersion, upgrades: readonly RowUpgrade[]): readonly Commit[] {
  if (wrote === undefined || isSameVersion(wrote, version)) return commits;
  const migration = new Migration(wrote, version, upgrades);
  return commits.map((commit) => migration.commit(commit));
}

/** What comes before the checkpoint serves time travel only and may begin anywhere. */
function requireGapless(commits: readonly Commit[], checkpointSeq: number, folder: string): void {
  let expected = commits[0]?.seq;
  for (const { seq } of commits) {
    if (seq !== expected) throw damaged(folder, `commit ${expected}, which is missing`);
    expected = seq + 1;
  }
  if ((commits[0]?.seq ?? 0) > checkpointSeq + 1) throw damaged(folder, `commit ${checkpointSeq + 1}, which is missing`);
  if (expected !== undefined && expected <= checkpointSeq) throw damaged(folder, `commit ${expected}, which is missing`);
}

export function damaged(folder: string, what: string): MockError {
  return new MockError(
    "persist_damaged",
    `The folder ${folder} is damaged at ${what}. Nothing was changed. Put back a copy of the folder, or move it away to begin anew.`,
  );
}
