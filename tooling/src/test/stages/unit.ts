import { readdirSync } from "node:fs";
import { inRoot } from "../../root.ts";
import { runVitest } from "../run-vitest.ts";
import type { Stage } from "../stage.ts";

/** The tests of packages and tooling, the journeys, and the tests of types. */
export const unit: Stage = {
  name: "unit",
  about: "vitest: packages, tooling, journeys, types",
  // The backend hands out the description that the build of @plinto/spec copies.
  needs: ["build"],
  cores: 2,
  run() {
    return runVitest([...readdirSync(inRoot("packages")), "tooling", "tests", "types"]);
  },
};
