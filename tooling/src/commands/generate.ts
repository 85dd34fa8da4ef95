/** Bundles the description and regenerates everything that is derived from it. `--check` fails on a difference. */
import { checkFiles, generateAll, writeFiles } from "../generate/all.ts";

const files = await generateAll();
if (process.argv.includes("--check")) {
  const stale = checkFiles(files);
  for (const file of stale) console.error(`stale: ${file}`);
  if (stale.length > 0) {
    console.error("Run `npm run generate` and commit the result.");
    process.exit(1);
  }
  console.log(`${files.size} generated files are fresh`);
} else {
  const changed = writeFiles(files);
  console.log(`${files.size} generated files, ${changed.length} changed`);
}
