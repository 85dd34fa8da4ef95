import type { PolicyBundle } from "@plinto/spec";
import { parseTimestamp } from "../../kernel/timestamp.ts";

const text = new TextEncoder();
const blockBytes = 512;

/** A bundle in the layout of OPA's: `.manifest` with revision and roots, and the document as data of `plinto`, gzipped (RFC 1952). */
export async function bundleArchive(bundle: PolicyBundle): Promise<Uint8Array<ArrayBuffer>> {
  const seconds = Math.floor(parseTimestamp(bundle.generatedAt) / 1000);
  const archive = tar(
    [
      { name: ".manifest", content: text.encode(JSON.stringify({ revision: bundle.revision, roots: ["plinto"] })) },
      { name: "plinto/data.json", content: text.encode(JSON.stringify(bundle)) },
    ],
    seconds,
  );
  const stream = new Blob([archive]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

interface ArchiveFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** POSIX.1-1988 (ustar): a header and the content of each file in blocks, and two empty blocks. */
function tar(files: readonly ArchiveFile[], seconds: number): Uint8Array<ArrayBuffer> {
  const blocks = files.map(({ content }) => 1 + Math.ceil(content.length / blockBytes)).reduce((sum, count) => sum + count, 2);
  const archive = new Uint8Array(blocks * blockBytes);
  let at = 0;
  for (const { name, content } of files) {
    archive.set(header(name, content.length, seconds), at);
    archive.set(content, at + blockBytes);
    at += (1 + Math.ceil(content.length / blockBytes)) * blockBytes;
  }
  return archive;
}

function header(name: string, size: number, seconds: number): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const write = (offset: number, value: string): void => block.set(text.encode(value), offset);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
  write(0, name);
  write(100, `${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(Math.max(0, seconds), 11)}\0`);
  write(156, "0");
  write(257, "ustar\x0000");
  // The sum is made with spaces where it will stand.
  write(148, " ".repeat(8));
  write(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
  );
  return block;
}
