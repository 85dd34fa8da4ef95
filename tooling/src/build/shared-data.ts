import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Options } from "tsup";

type EsbuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];
type Plugin = NonNullable<Options["plugins"]>[number];

const prefix = "shared-data:";

/** The text of a module that hands out JSON, which CommonJS requires and ESM imports by its default export. */
export function dataModule(json: string): string {
  const text = JSON.stringify(JSON.parse(json));
  // Between single quotes, those of JSON need no backslash.
  return `module.exports = JSON.parse('${text.replaceAll(/[\\']/g, "\\$&")}');\n`;
}

/**
 * Lets a chunk of either half find the data, which lies in one file for both.
 *
 * @param code a chunk, in which `import("shared-data:openapi.cjs")` stands for the file
 * @param file path of the chunk under dist, `shared/chunk-1.js`
 */
export function withData(code: string, file: string, format: "cjs" | "esm"): string {
  return code.replaceAll(/\bimport\("shared-data:([\w.-]+)"(?:,\s*\{[^}]*\{[^}]*\}[^}]*\})?\)/g, (_match, name: string) => {
    const relative = path.posix.relative(path.posix.dirname(file), `shared/${name}`);
    const specifier = JSON.stringify(relative.startsWith(".") ? relative : `./${relative}`);
    return format === "cjs" ? `Promise.resolve().then(() => ({ default: require(${specifier}) }))` : `import(${specifier})`;
  });
}

/** Writes JSON that is imported later, with `import()`, into a file of its own under dist. */
export function keepDataOut(dist: string): EsbuildPlugin {
  return {
    name: "keep-data-out",
    setup(build) {
      build.onResolve({ filter: /\.json$/ }, async ({ path: specifier, kind, resolveDir, pluginData }) => {
        if (kind !== "dynamic-import" || pluginData === prefix) return undefined;
        const { path: file, errors } = await build.resolve(specifier, { kind, resolveDir, pluginData: prefix });
        if (errors.length > 0) return { errors };
        const name = `${path.basename(file, ".json")}.cjs`;
        mkdirSync(path.join(dist, "shared"), { recursive: true });
        writeFileSync(path.join(dist, "shared", name), dataModule(readFileSync(file, "utf8")));
        return { path: `${prefix}${name}`, external: true };
      });
    },
  };
}

/** Points the chunks of both halves at that file. */
export function shareData(dist: string): Plugin {
  return {
    name: "share-data",
    renderChunk(code, { path: file, map }) {
      const below = path.relative(dist, path.resolve(file)).replaceAll(path.sep, "/");
      return { code: withData(code, below, this.format === "cjs" ? "cjs" : "esm"), map: map ?? null };
    },
  };
}
