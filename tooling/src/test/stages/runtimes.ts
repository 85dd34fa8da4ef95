import { runVitest } from "../run-vitest.ts";
import type { Stage } from "../stage.ts";

/** One suite on the built client in every runtime. */
export const runtimes: Stage = {
  name: "runtimes",
  about: "the built client, webhooks and live events on Node 20, 22, 24, Bun, Deno and workerd",
  needs: ["build"],
  run() {
    return runVitest(["runtimes"]);
  },
};
