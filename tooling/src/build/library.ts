import path from "node:path";
import type { Options } from "tsup";
import { readManifest } from "../packages.ts";
import { entriesOf } from "./entries.ts";
import { esmOnlyDependencies } from "./esm-only.ts";
import { keepDataOut, shareData } from "./shared-data.ts";

/** What differs between packages. */
export interface LibraryOptions {
  /** Files under dist that another build step made before, as glob patterns. None when absent. */
  keep?: readonly string[];
}

type EsbuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];
type Plugin = NonNullable<Options["plugins"]>[number];

/**
 * How every package is built: each door of its `exports` as ESM and CommonJS with types for both and source maps. The
 * types of @plinto/spec are written into ours, and dependencies that CommonJS cannot require are bundled into that half.
 */
export function library(folder: string, { keep = [] }: LibraryOptions = {}): Options {
  const manifest = readManifest(folder);
  const esmOnly = esmOnlyDependencies(folder, manifest);
  const entry = entriesOf(manifest);
  const isProgram = manifest.bin !== undefined && manifest.exports === undefined;
  return {
    entry,
    format: isProgram ? ["esm"] : ["esm", "cjs"],
    // Checked by TypeScript 7; the older compiler that writes the types here judges some declarations differently.
    dts: isProgram ? false : { resolve: [/^@plinto\/spec$/], compilerOptions: { isolatedDeclarations: false } },
    tsconfig: path.join(folder, "tsconfig.json"),
    target: "es2022",
    platform: "neutral",
    clean: keep.map((pattern) => `!${pattern}`),
    sourcemap: true,
    splitting: true,
    // Rollup, not sucrase, then turns the split halves into CommonJS, `import.meta.url` of each file included: sucrase
    // breaks classes with private fields, and tsup's own stand-in for that address knows no split halves.
    treeshake: true,
    silent: true,
    outDir: "dist",
    external: [/^node:/, ...Object.keys(manifest.peerDependencies ?? {})],
    noExternal: esmOnly.map(packagePattern),
    plugins: [shareData(path.join(folder, "dist")), requireLazily()],
    esbuildPlugins: [importEsmOnly(esmOnly), keepDataOut(path.join(folder, "dist"))],
    esbuildOptions(options) {
      options.conditions = ["import", "module", "default"];
      options.mainFields = ["module", "main"];
      options.chunkNames = "shared/[name]-[hash]";
      // A map names files and lines; the sources themselves would double what a user installs.
      options.sourcesContent = false;
    },
  };
}

function packagePattern(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[/.@-]/g, "\\$&")}(/|$)`);
}

/** Leaves imports of these packages alone in the ESM half, where they are ordinary dependencies. */
function importEsmOnly(names: readonly string[]): EsbuildPlugin {
  return {
    name: "import-esm-only-dependencies",
    setup(build) {
      // tsup builds a split CommonJS half as ESM first; this definition is what tells the halves apart.
      if (build.initialOptions.define?.["TSUP_FORMAT"] !== '"esm"') return;
      for (const name of names) build.onResolve({ filter: packagePattern(name) }, ({ path: file }) => ({ path: file, external: true }));
    },
  };
}

/** In the CommonJS half `import()` becomes a later `require`: Jest's sandbox refuses the former. */
function requireLazily(): Plugin {
  return {
    name: "require-lazily",
    renderChunk(code, { map }) {
      if (this.format !== "cjs") return undefined;
      return { code: code.replaceAll(/\bimport\(("[^"\n]+")\)/g, "Promise.resolve().then(() => require($1))"), map: map ?? null };
    },
  };
}
