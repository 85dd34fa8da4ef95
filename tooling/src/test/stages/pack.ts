import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { hasSources, workspacePackages } from "../../packages.ts";
import { inRoot } from "../../root.ts";
import { failed, passed, type Case } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

/** Where the tarballs lie that later stages install and inspect. */
export const packedFolder: string = inRoot(".plinto", "packed");

/** The tarball of a package in that folder. */
export function tarballOf(name: string, version: string): string {
  return path.join(packedFolder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}

/** What would be published, as files. */
export const pack: Stage = {
  name: "pack",
  about: "pnpm pack of every public package",
  needs: ["build"],
  async run() {
    rmSync(packedFolder, { recursive: true, force: true });
    mkdirSync(packedFolder, { recursive: true });
    const cases: Case[] = [];
    for (const { manifest, folder } of workspacePackages().filter((one) => hasSources(one) && !one.manifest.private)) {
      const { code, output } = await runProgram("pnpm", ["pack", "--pack-destination", packedFolder], { cwd: folder });
      cases.push(code === 0 ? passed(manifest.name) : failed(manifest.name, output));
    }
    return { cases };
  },
};
