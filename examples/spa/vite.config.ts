import { msw } from "msw/vite";
import { type UserConfig, defineConfig, loadEnv } from "vite";

/** Every module of the browser is one for clients: what says so to servers is of no use here. */
const rolldownOptions: NonNullable<NonNullable<UserConfig["build"]>["rolldownOptions"]> = {
  onLog: (level, log, report) => {
    if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
  },
};

/**
 * Without a backend the page brings one along, in a service worker. With `VITE_PLINTO_BASE_URL` it has none of that, and
 * `--mode beside` is for a page that the backend itself serves.
 */
export default defineConfig(({ mode }) => {
  if (mode === "beside") return { base: "/app/", build: { outDir: "dist/beside", rolldownOptions } };
  if (loadEnv(mode, import.meta.dirname)["VITE_PLINTO_BASE_URL"]) return { build: { outDir: "dist/site", rolldownOptions } };
  return { plugins: [msw({ mode: "worker-only" })], build: { outDir: "dist/alone", chunkSizeWarningLimit: 6000, rolldownOptions } };
});
