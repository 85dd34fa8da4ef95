import { existsSync } from "node:fs";
import { hasSources, workspacePackages } from "../../packages.ts";
import { inRoot } from "../../root.ts";
import { failed, passed, type Case } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";
import { tarballOf } from "./pack.ts";

/** publint and Are The Types Wrong on what would be published. */
export const packages: Stage = {
  name: "packages",
  about: "publint --strict and attw on the packed packages",
  needs: ["pack"],
  async run() {
    const cases: Case[] = [];
    for (const { manifest } of workspacePackages().filter((one) => hasSources(one) && !one.manifest.private)) {
      const tarball = tarballOf(manifest.name, manifest.version);
      if (!existsSync(tarball)) continue;
      cases.push(await judge(`publint ${manifest.name}`, inRoot("node_modules", "publint", "src", "cli.js"), [tarball, "--strict"]));
      if (!manifest.exports) continue;
      // attw resolves nothing but code, so doors to data are left to the install stage.
      const data = Object.keys(manifest.exports).filter((door) => door.endsWith(".json"));
      const args = [tarball, "--profile", "node16", "--no-color", "--no-emoji", ...(data.length > 0 ? ["--exclude-entrypoints", ...data] : [])];
      cases.push(await judge(`attw ${manifest.name}`, inRoot("node_modules", "@arethetypeswrong", "cli", "dist", "index.js"), args));
    }
    return { cases };
  },
};

async function judge(title: string, program: string, args: readonly string[]): Promise<Case> {
  const { code, output } = await runProgram(process.execPath, [program, ...args]);
  return code === 0 ? passed(title) : failed(title, output);
}
