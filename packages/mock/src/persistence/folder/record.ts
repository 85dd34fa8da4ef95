import { crc32 } from "node:zlib";

/** A line of a file of records: a checksum, a space, JSON. JSON has no line breaks, so a line is a record. */
export function encodeRecord(value: unknown): string {
  const text = JSON.stringify(value);
  return `${checksum(text)} ${text}\n`;
}

/** What a file of records holds. */
export interface DecodedRecords {
  readonly values: readonly unknown[];
  /** How many bytes the good records take, from the beginning. */
  readonly goodBytes: number;
  /** `torn`: the last line is unfinished; `damaged`: a line that was finished, and may have been answered, is none of ours. */
  readonly state: "whole" | "torn" | "damaged";
}

const lineBreak = 10;

export function decodeRecords(bytes: Buffer): DecodedRecords {
  const values: unknown[] = [];
  let at = 0;
  for (let end = bytes.indexOf(lineBreak, at); end !== -1; end = bytes.indexOf(lineBreak, at)) {
    const record = decodeRecord(bytes.toString("utf8", at, end));
    if (record === undefined) break;
    values.push(record.value);
    at = end + 1;
  }
  return { values, goodBytes: at, state: at === bytes.length ? "whole" : wasFinished(bytes, at) ? "damaged" : "torn" };
}

function decodeRecord(line: string): { readonly value: unknown } | undefined {
  const text = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(text)} `) return undefined;
  return { value: JSON.parse(text) as unknown };
}

/** A record is written with its line break last, so bytes that hold one, or something else in its place, were whole once. */
function wasFinished(bytes: Buffer, from: number): boolean {
  return bytes.includes(lineBreak, from) || decodeRecord(bytes.toString("utf8", from, bytes.length - 1)) !== undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
