import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { Commit } from "../../kernel/commit.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import type { MaybePromise } from "../../kernel/maybe-promise.ts";
import { systemTime } from "../../kernel/system.ts";
import { MockError } from "../../mock-error.ts";
import type { ExportedSnapshot, Snapshot } from "../../kernel/snapshot.ts";
import { checkpointRecords } from "./checkpoint.ts";
import { checkpointPath, listFiles, segmentPath, writeWhole, writeWholeInTurns } from "./files.ts";
import type { KeptVersion } from "../kept-shape.ts";
import { encodeRecord } from "./record.ts";
import { writeSegment } from "./segment.ts";

export interface FolderLedgerOptions {
  readonly folder: string;
  /** Reads, and keeps what time travel needs. It holds the commits that the folder has. */
  readonly memory: Ledger;
  /** The state before the first commit that matters. */
  readonly checkpoint: ExportedSnapshot | undefined;
  readonly lastSeq: number;
  /** The file in which commits go on: the commit it begins after, and its size; a new one when there is none. */
  readonly segment: { readonly seq: number; readonly bytes: number } | undefined;
  readonly version: KeptVersion;
  /** Bytes of commits after which a checkpoint is due, unless the last checkpoint was larger. */
  readonly checkpointBytes: number;
}

/**
 * A ledger in a folder. A commit is in the hands of the system before it is answered, so it survives the death of the
 * process; `close` and checkpoints bring it to the disk. One process writes; several worlds of it may share the ledger.
 */
export class FolderLedger implements Ledger {
  readonly #folder: string;
  readonly #memory: Ledger;
  readonly #checkpointBytes: number;
  readonly #version: KeptVersion;
  #checkpoint: ExportedSnapshot | undefined;
  #lastSeq: number;
  #file: number | undefined;
  #fileSeq: number | undefined;
  #fileBytes = 0;
  #isEnded = false;
  /** Bytes written since the last checkpoint, and how many it took itself. */
  #bytesSince = 0;
  #lastCheckpointBytes = 0;
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor({ folder, memory, checkpoint, lastSeq, segment, version, checkpointBytes }: FolderLedgerOptions) {
    this.#folder = folder;
    this.#memory = memory;
    this.#checkpoint = checkpoint;
    this.#lastSeq = lastSeq;
    this.#checkpointBytes = checkpointBytes;
    this.#version = version;
    if (segment === undefined) {
      this.#beginSegment(lastSeq);
      return;
    }
    this.#file = openSync(segmentPath(folder, segment.seq), "a");
    this.#fileSeq = segment.seq;
    this.#fileBytes = segment.bytes;
    this.#bytesSince = segment.bytes;
  }

  append(expectedSeq: number, commit: Commit): MaybePromise<"ok" | "conflict"> {
    if (expectedSeq !== this.#lastSeq) return "conflict";
    if (this.#failure !== undefined) throw this.#failed(this.#failure);
    if (!this.#isEnded) this.#write(encodeRecord(commit));
    this.#lastSeq = commit.seq;
    return this.#memory.append(expectedSeq, commit);
  }

  since(seq: number): MaybePromise<readonly Commit[]> {
    return this.#memory.since(seq);
  }

  checkpointDue(): boolean {
    return this.#memory.checkpointDue() || this.#isLong();
  }

  writeCheckpoint(snapshot: Snapshot, forget?: number): MaybePromise<void> {
    const kept = this.#memory.writeCheckpoint(snapshot, forget);
    if (this.#isEnded) return kept;
    // What must be forgotten stands in old files, too, so these go before the answer.
    if (forget !== undefined) return Promise.resolve(kept).then(() => this.#rewriteFolder(snapshot));
    if (this.#isLong() && this.#writing === undefined) this.#writing = this.#checkpointInTurns(snapshot);
  }

  async readCheckpoint(): Promise<Snapshot | ExportedSnapshot | undefined> {
    return (await this.#memory.readCheckpoint()) ?? this.#checkpoint;
  }

  rewrite(rewrite: (commit: Commit) => Commit): MaybePromise<void> {
    // The kernel writes a checkpoint next, with which the folder follows.
    return this.#memory.rewrite(rewrite);
  }

  fork(seq: number): Ledger {
    return this.#memory.fork!(seq);
  }

  /** Waits for a checkpoint that is being written and brings everything to the disk. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#file === undefined) return;
    fsyncSync(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }

  /** Lets go of the files, which are about to go. A request that is still under way goes on in memory and comes to its end. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.close();
  }

  #isLong(): boolean {
    return this.#bytesSince > Math.max(this.#checkpointBytes, this.#lastCheckpointBytes);
  }

  #write(record: string): void {
    const file = this.#openFile();
    const bytes = Buffer.byteLength(record);
    try {
      writeFileSync(file, record);
    } catch (error) {
      this.#cutOff(file, error);
      throw this.#failed(error);
    }
    this.#fileBytes += bytes;
    this.#bytesSince += bytes;
  }

  /** Half a record would be taken for damage once others follow it: it goes, or nothing follows it. */
  #cutOff(file: number, cause: unknown): void {
    try {
      ftruncateSync(file, this.#fileBytes);
    } catch {
      this.#failure = cause;
    }
  }

  #openFile(): number {
    if (this.#file !== undefined) return this.#file;
    throw new MockError("persist_closed", "The folder was closed, so nothing can be written any more. Close it after the last request.");
  }

  /** Commits go on in a new file at once; the state is written meanwhile. A death in between leaves what was there, and both files. */
  async #checkpointInTurns(snapshot: Snapshot): Promise<void> {
    try {
      this.#beginSegment(snapshot.seq);
      const records = checkpointRecords(snapshot.toJSON(), this.#version.rowsVersion);
      this.#lastCheckpointBytes = await writeWholeInTurns(checkpointPath(this.#folder, snapshot.seq), records, () => systemTime.turn());
      this.#checkpoint = undefined;
      await this.#removeBefore(snapshot.seq);
    } catch (error) {
      // The commits are safe without it; whoever writes next is told.
      this.#failure = error;
    } finally {
      this.#writing = undefined;
    }
  }

  #beginSegment(seq: number): void {
    this.#bytesSince = 0;
    // Nothing has been written since it was begun.
    if (seq === this.#fileSeq) return;
    const path = segmentPath(this.#folder, seq);
    // A file of that name has no commits: they would come after this one. A file without a head would be a damaged one.
    this.#fileBytes = writeSegment(path, this.#version, []);
    const old = this.#file;
    this.#file = openSync(path, "a");
    this.#fileSeq = seq;
    if (old === undefined) return;
    fsyncSync(old);
    closeSync(old);
  }

  /** Old checkpoints go, and files of commits that time travel does not reach. */
  async #removeBefore(seq: number): Promise<void> {
    const { checkpoints, segments } = listFiles(this.#folder);
    for (const { path, seq: other } of checkpoints) if (other < seq) rmSync(path);
    const first = await this.#firstKept(seq);
    for (const [index, { path }] of segments.entries()) {
      const next = segments[index + 1];
      if (next !== undefined && next.seq < first) rmSync(path);
    }
  }

  async #firstKept(until: number): Promise<number> {
    try {
      return (await this.#memory.since(0))[0]?.seq ?? until + 1;
    } catch (error) {
      return (error as MockError).facts["first"] as number;
    }
  }

  /** Everything anew: the state, then what is left of the history, then nothing of what was. */
  async #rewriteFolder(snapshot: Snapshot): Promise<void> {
    await this.#writing;
    const before = listFiles(this.#folder);
    const first = await this.#firstKept(snapshot.seq);
    const commits = (await this.#memory.since(first - 1)).filter(({ seq }) => seq <= snapshot.seq);
    this.#beginSegment(snapshot.seq);
    writeWhole(checkpointPath(this.#folder, snapshot.seq), checkpointRecords(snapshot.toJSON(), this.#version.rowsVersion));
    for (const { path, seq } of before.checkpoints) if (seq < snapshot.seq) rmSync(path);
    for (const { path, seq } of before.segments) if (seq < snapshot.seq) rmSync(path);
    if (commits.length > 0) writeSegment(segmentPath(this.#folder, first - 1), this.#version, commits);
    this.#checkpoint = undefined;
  }

  #failed(cause: unknown): MockError {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
    return new MockError(
      "persist_failed",
      `The folder ${this.#folder} cannot be written to (${code}), so the change was not made. Make room, or give it back the right to write, and start again.`,
      { cause, facts: { code } },
    );
  }
}
