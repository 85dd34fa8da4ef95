import path from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** What a user's bundle may weigh. */
export interface BundleBudget {
  title: string;
  /** The user's module. */
  source: string;
  /** The folder that its imports are resolved from. */
  folder: string;
  /** Upper bound in bytes after gzip. */
  maxBytes: number;
  /** Text that has to be in the bundle. */
  contains: readonly string[];
  /** Text that may not be in it. */
  lacks: readonly string[];
  /** Packages that stay outside. */
  external?: readonly string[];
}

export interface BundleResult {
  /** What a page loads to begin with, after gzip. */
  bytes: number;
  /** What it may load later, after gzip. */
  laterBytes: number;
  problems: string[];
}

/**
 * Bundles a module for a browser as an application would, and compares weight and content with its budget. What is
 * loaded only when it is asked for, by `import()`, is not weighed: its weight is told apart.
 */
export async function weighBundle({ source, folder, maxBytes, contains, lacks, external = [] }: BundleBudget): Promise<BundleResult> {
  const result = await build({
    stdin: { contents: source, resolveDir: folder, loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    splitting: true,
    outdir: "bundle",
    metafile: true,
    external: [...external],
    logLevel: "silent",
  });
  const { outputs } = result.metafile;
  const first = Object.keys(outputs).find((name) => outputs[name]!.entryPoint === "<stdin>")!;
  const begins = loadedWith(first, outputs);
  const text = result.outputFiles.map((file) => file.text).join("\n");
  let bytes = 0;
  let laterBytes = 0;
  for (const { path: file, contents } of result.outputFiles) {
    const weight = gzipSync(contents, { level: 9 }).length;
    if (begins.has(path.relative(process.cwd(), file))) bytes += weight;
    else laterBytes += weight;
  }
  const problems = [
    ...(bytes > maxBytes ? [`weighs ${kilobytes(bytes)} gzip, ${kilobytes(bytes - maxBytes)} more than its budget of ${kilobytes(maxBytes)}`] : []),
    ...contains.filter((part) => !text.includes(part)).map((part) => `does not contain ${part}`),
    ...lacks.filter((part) => text.includes(part)).map((part) => `contains ${part}`),
  ];
  return { bytes, laterBytes, problems };
}

/** A file and all that it imports at once. */
function loadedWith(file: string, outputs: Metafile["outputs"], seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path: next, kind } of outputs[file]?.imports ?? []) if (kind === "import-statement") loadedWith(next, outputs, seen);
  return seen;
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
