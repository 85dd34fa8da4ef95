/**
 * Writes down what the last run of the tests (`npm test -- unit`) has proved: tests/src/evidence/evidence.json and
 * docs/reference/evidence.md. Refuses to lose a mark unless told `--lose`.
 */
import { existsSync, writeFileSync } from "node:fs";
import { bundle } from "../description/bundle.ts";
import { describe } from "../description/model.ts";
import { committedEvidence, evidenceFile, evidenceText, missingFrom, recordFolder, recordedEvidence } from "../evidence/evidence.ts";
import { emitEvidence } from "../generate/evidence.ts";
import { inRoot } from "../root.ts";

if (!existsSync(recordFolder)) {
  console.error("There is no recorded traffic. Run the tests first: npm test -- unit");
  process.exit(1);
}
const before = committedEvidence();
const now = recordedEvidence();
const lost = missingFrom(before, now);
if (lost.length > 0 && !process.argv.includes("--lose")) {
  for (const line of lost) console.error(`lost: ${line}`);
  console.error("Nothing is written. Give these a test again, or run `npm run evidence -- --lose`.");
  process.exit(1);
}
const gained = missingFrom(now, before);
writeFileSync(inRoot(evidenceFile), evidenceText(now));
for (const [file, text] of emitEvidence(describe(bundle()))) writeFileSync(inRoot(file), text);
console.log(`${gained.length} marks gained, ${lost.length} lost`);
