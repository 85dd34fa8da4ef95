import { rmSync } from "node:fs";
import path from "node:path";
import { packPackages, tarballName } from "../../release/pack-packages.ts";
import { inRoot } from "../../root.ts";
import { failed, passed } from "../case.ts";
import type { Stage } from "../stage.ts";

/** Where the tarballs lie that later stages install and inspect. */
export const packedFolder: string = inRoot(".plinto", "packed");

/** The tarball of a package in that folder. */
export function tarballOf(name: string, version: string): string {
  return path.join(packedFolder, tarballName(name, version));
}

/** What would be published, as files. */
export const pack: Stage = {
  name: "pack",
  about: "pnpm pack of every public package",
  needs: ["build"],
  async run() {
    rmSync(packedFolder, { recursive: true, force: true });
    const packed = await packPackages(packedFolder);
    return { cases: packed.map(({ name, fault }) => (fault === undefined ? passed(name) : failed(name, fault))) };
  },
};
