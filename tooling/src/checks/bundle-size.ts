import { gzipSync } from "node:zlib";
import { build } from "esbuild";

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
  bytes: number;
  problems: string[];
}

/** Bundles a module for a browser as an application would, and compares weight and content with its budget. */
export async function weighBundle({ source, folder, maxBytes, contains, lacks, external = [] }: BundleBudget): Promise<BundleResult> {
  const result = await build({
    stdin: { contents: source, resolveDir: folder, loader: "js" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    external: [...external],
    logLevel: "silent",
  });
  const { contents, text } = result.outputFiles[0]!;
  const bytes = gzipSync(contents, { level: 9 }).length;
  const problems = [
    ...(bytes > maxBytes ? [`weighs ${kilobytes(bytes)} gzip, ${kilobytes(bytes - maxBytes)} more than its budget of ${kilobytes(maxBytes)}`] : []),
    ...contains.filter((part) => !text.includes(part)).map((part) => `does not contain ${part}`),
    ...lacks.filter((part) => text.includes(part)).map((part) => `contains ${part}`),
  ];
  return { bytes, problems };
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
