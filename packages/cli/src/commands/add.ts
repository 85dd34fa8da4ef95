import { existsSync } from "node:fs";
import path from "node:path";
import { missingPackages } from "../files/missing-packages.ts";
import { writeFiles } from "../add/write-files.ts";
import type { Command } from "../command.ts";
import { readOptions } from "../options.ts";
import { listScreens, packagesOf, readScreen } from "../screens.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto add`: copies tested screens into a project, for its people to change. */
export const add: Command = {
  name: "add",
  summary: "Copy sign-in screens into your project. They are yours from then on.",
  usage: `plinto add sign-in [--to src/sign-in] [--force]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { to: { type: "string" }, force: { type: "boolean", default: false } });
    const screens = await listScreens();
    const [screen, ...rest] = positionals;
    if (screen === undefined || rest.length > 0) throw new UsageError(`Name what to add: ${screens.join(", ")}.`);
    if (!screens.includes(screen)) throw new UsageError(`There is no ${JSON.stringify(screen)} to add. There is: ${screens.join(", ")}.`);
    if (values.to?.trim() === "") throw new UsageError("--to names a folder, and the name is empty.");
    const files = await readScreen(screen);
    const folder = values.to ?? (existsSync("src") ? path.join("src", screen) : screen);
    const { written, same } = await writeFiles(folder, files, values.force);
    for (const file of written) terminal.out(`  ${path.join(folder, file)}`);
    if (same.length > 0) terminal.out(`${folder} ${written.length === 0 ? "is up to date" : `had ${count(same.length)} already`}.`);
    if (written.length > 0) terminal.out(`${count(written.length)} written to ${folder}. Show them with <SignInScreens>, which index.ts exports.`);
    const missing = await missingPackages(folder, packagesOf(files));
    if (missing.length > 0) terminal.out(`Install what they import: npm install ${missing.join(" ")}`);
  },
};

function count(files: number): string {
  return `${files} file${files === 1 ? "" : "s"}`;
}
