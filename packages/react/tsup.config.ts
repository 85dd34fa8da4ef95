import path from "node:path";
import { defineConfig } from "tsup";
import { library } from "../../tooling/src/build/library.ts";

const settings = library(import.meta.dirname);

/**
 * The doors under the condition `react-server`: what a server may call stands in them, and what belongs to the browser they
 * take from the other doors, whose files begin with "use client", so that a bundler puts references in its place.
 */
const serverDoors = { "server/index": "src/server/index.ts", "server/query": "src/server/query.ts" };

export default defineConfig({
  ...settings,
  entry: { ...(settings.entry as Record<string, string>), ...serverDoors },
  // A server door has the types of its twin.
  dts: { ...(settings.dts as object), entry: settings.entry as Record<string, string> },
  esbuildPlugins: [
    ...settings.esbuildPlugins!,
    {
      name: "leave-client-doors-alone",
      setup(build) {
        const ending = build.initialOptions.define?.["TSUP_FORMAT"] === '"esm"' ? "js" : "cjs";
        build.onResolve({ filter: /^\.\.\/(query\/)?index\.ts$/ }, ({ path: target, importer }) => {
          if (path.basename(path.dirname(importer)) !== "server") return undefined;
          return { path: `../${target.includes("query") ? "query" : "index"}.${ending}`, external: true };
        });
      },
    },
  ],
});
