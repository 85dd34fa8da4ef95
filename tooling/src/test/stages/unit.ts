import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { recordFolder } from "../../evidence/evidence.ts";
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
    rmSync(recordFolder, { recursive: true, force: true });
    mkdirSync(recordFolder, { recursive: true });
    return runVitest([...readdirSync(inRoot("packages")), "tooling", "tests", "types"], { PLINTO_EVIDENCE: recordFolder });
  },
};
