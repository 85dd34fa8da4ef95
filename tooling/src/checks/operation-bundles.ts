import { build } from "esbuild";

/** What is looked for in the bundles of single operations. */
export interface OperationPaths {
  /** Operations by their id, with their paths. */
  paths: Readonly<Record<string, string>>;
  /** The text of a user's module that calls one operation. */
  moduleOf(operationId: string): string;
  /** The folder that its imports are resolved from. */
  folder: string;
}

/** Bundles each operation on its own and names those whose bundle lacks their path or carries another operation's. */
export async function strayPaths({ paths, moduleOf, folder }: OperationPaths): Promise<string[]> {
  const ids = Object.keys(paths);
  const { outputFiles } = await build({
    entryPoints: ids,
    outdir: "bundles",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "one-operation",
        setup(context) {
          context.onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === "entry-point" ? { path, namespace: "operation" } : undefined));
          context.onLoad({ filter: /.*/, namespace: "operation" }, ({ path }) => ({ contents: moduleOf(path), resolveDir: folder }));
        },
      },
    ],
  });
  const all = [...new Set(Object.values(paths))];
  return outputFiles.flatMap(({ text }, index) => {
    const id = ids[index]!;
    const own = paths[id]!;
    const found = all.filter((path) => standsIn(text, path));
    return [
      ...(found.includes(own) ? [] : [`the bundle of ${id} lacks ${own}`]),
      ...found.filter((path) => path !== own).map((path) => `the bundle of ${id} carries ${path}`),
    ];
  });
}

/** Whether a path stands in a text by itself: one may begin or end another. */
function standsIn(text: string, path: string): boolean {
  const inPath = /[\w/{}.-]/;
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    if (!inPath.test(text[at - 1] ?? "") && !inPath.test(text[at + path.length] ?? "")) return true;
  }
  return false;
}
