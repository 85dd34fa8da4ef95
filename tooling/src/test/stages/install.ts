import { runVitest } from "../run-vitest.ts";
import type { Stage } from "../stage.ts";

/** The packed packages in an empty project outside the workspace. */
export const install: Stage = {
  name: "install",
  about: "the tarballs in an empty project: import, require, Jest, four TypeScripts, bundlers, weight, the examples",
  needs: ["pack"],
  cores: 2,
  run() {
    return runVitest(["packaging"]);
  },
};
