import { existsSync } from "node:fs";
import { committedEvidence, missingFrom, recordFolder, recordedEvidence } from "../../evidence/evidence.ts";
import { failed, passed, type Case } from "../case.ts";
import type { Stage } from "../stage.ts";

/** What the traffic of the tests has proved, against what was proved before. */
export const evidence: Stage = {
  name: "evidence",
  about: "what the tests' traffic has proved about each operation",
  needs: ["unit"],
  run() {
    if (!existsSync(recordFolder)) return { cases: [failed("the tests have written down their traffic", `there is no ${recordFolder}: run the stage unit`)] };
    const before = committedEvidence();
    const now = recordedEvidence();
    const marks = Object.values(now).reduce((sum, { length }) => sum + length, 0);
    return { cases: evidenceCases(missingFrom(before, now), missingFrom(now, before)), notes: [`${marks} marks about ${Object.keys(now).length} operations`] };
  },
};

/** A mark that is lost fails, and so does one that is gained as long as nobody has written it down: the next loss has to show. */
export function evidenceCases(lost: readonly string[], gained: readonly string[]): Case[] {
  const help = "Nothing proves it any more. Give it a test again; if it really has gone, run `npm run evidence -- --lose` and say why in the commit.";
  return [
    lost.length === 0 ? passed("no mark is lost") : failed("no mark is lost", [...lost, help].join("\n")),
    gained.length === 0
      ? passed("every mark is written down")
      : failed("every mark is written down", [...gained, "More is proved than is written down. Run `npm run evidence` and commit the result."].join("\n")),
  ];
}
