import { readFileSync } from "node:fs";
import type { Commit } from "../../kernel/commit.ts";
import type { KeptVersion } from "../kept-shape.ts";
import { writeWhole, type KeptFile } from "./files.ts";
import { decodeRecords, encodeRecord } from "./record.ts";

/** A file of commits, with the version that wrote it on top. */
export interface Segment {
  readonly path: string;
  readonly seq: number;
  /** Nothing when the file is damaged: it is there with its head or not at all. */
  readonly version: KeptVersion | undefined;
  readonly commits: readonly Commit[];
  readonly bytes: number;
  readonly tornBytes: number;
  readonly isDamaged: boolean;
}

/** Makes a file of commits. Returns its size. */
export function writeSegment(path: string, { descriptionHash, rowsVersion }: KeptVersion, commits: readonly Commit[]): number {
  const head = encodeRecord({ head: { descriptionHash, rowsVersion } });
  const records = commits.map(encodeRecord);
  writeWhole(path, [head, ...records]);
  return records.reduce((bytes, record) => bytes + Buffer.byteLength(record), Buffer.byteLength(head));
}

export function readSegment({ path, seq }: KeptFile): Segment {
  const content = readFileSync(path);
  const { values, goodBytes, state } = decodeRecords(content);
  const [first, ...commits] = values as readonly [{ readonly head?: KeptVersion } | undefined, ...Commit[]];
  const version = first?.head;
  return { path, seq, version, commits, bytes: goodBytes, tornBytes: content.length - goodBytes, isDamaged: state === "damaged" || version === undefined };
}
