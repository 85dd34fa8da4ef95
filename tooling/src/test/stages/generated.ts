import { generateAll, checkFiles } from "../../generate/all.ts";
import { casesOf } from "../case.ts";
import type { Stage } from "../stage.ts";

/** What is derived from the description is what the description gives. */
export const generated: Stage = {
  name: "generated",
  about: "every generated file is what the generator writes",
  async run() {
    const files = await generateAll();
    const stale = checkFiles(files).map((file): [string, string[]] => [
      file,
      [`${file} differs from what the description gives. Run \`npm run generate\` and commit the result.`],
    ]);
    return { cases: casesOf(files.keys(), new Map(stale)) };
  },
};
