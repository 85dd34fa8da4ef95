import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { recordFolder } from "../../evidence/evidence.ts";
import { inRoot } from "../../root.ts";
import { findPostgres, findRedis } from "../../servers/programs.ts";
import { runVitest } from "../run-vitest.ts";
import type { Stage } from "../stage.ts";

/** The tests of packages, tooling and examples, the journeys, and the tests of types. */
export const unit: Stage = {
  name: "unit",
  about: "vitest: packages, tooling, examples, journeys, types",
  // The backend hands out the description that the build of @plinto/spec copies.
  needs: ["build"],
  cores: 2,
  async run() {
    const notes: string[] = [];
    // The stores of webhooks are tested against real servers. Without one their tests fail, and say so.
    for (const find of [findRedis, findPostgres]) find({ env: process.env, install: true, log: (line) => notes.push(line) });
    rmSync(recordFolder, { recursive: true, force: true });
    mkdirSync(recordFolder, { recursive: true });
    const result = await runVitest([...readdirSync(inRoot("packages")), "tooling", "tests", "examples", "types"], { PLINTO_EVIDENCE: recordFolder });
    return { ...result, notes: [...notes, ...(result.notes ?? [])] };
  },
};
