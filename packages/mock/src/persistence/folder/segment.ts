import { readFileSync } from "node:fs";
import type { Commit } from "../../kernel/commit.ts";
import type { KeptVersion } from "../kept-shape.ts";
import type { KeptFile } from "./files.ts";
import { decodeRecords, encodeRecord } from "./record.ts";

/** A file of commits, with the version that wrote it on top. */
export interface Segment {
  readonly path: string;
  readonly seq: number;
  /** Nothing when its writer died before it had written that. */
  readonly version: KeptVersion | undefined;
  readonly commits: readonly Commit[];
  readonly bytes: number;
  readonly tornBytes: number;
  readonly isDamaged: boolean;
}

/** The first record of a file of commits. */
export function segmentHead({ descriptionHash, rowsVersion }: KeptVersion): string {
  return encodeRecord({ head: { descriptionHash, rowsVersion } });
}

export function readSegment({ path, seq }: KeptFile): Segment {
  const content = readFileSync(path);
  const { values, goodBytes, state } = decodeRecords(content);
  const [first, ...commits] = values as readonly [{ readonly head: KeptVersion } | undefined, ...Commit[]];
  return { path, seq, version: first?.head, commits, bytes: goodBytes, tornBytes: content.length - goodBytes, isDamaged: state === "damaged" };
}
