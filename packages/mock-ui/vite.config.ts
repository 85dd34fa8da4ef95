import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const pages = fileURLToPath(new URL("pages/", import.meta.url));

/** Builds the pages that the server door hands out. Everything is bundled: no page asks another host for anything. */
export default defineConfig({
  root: pages,
  base: "/__plinto/ui/",
  build: {
    outDir: fileURLToPath(new URL("dist/pages/", import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      input: { index: `${pages}index.html`, docs: `${pages}docs/index.html`, graphql: `${pages}graphql/index.html`, inspector: `${pages}inspector/index.html` },
      // Marks of server components mean nothing in a page.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
});
