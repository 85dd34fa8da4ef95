import { mkdirSync } from "node:fs";
import { hasSources, workspacePackages } from "../packages.ts";
import { runProgram } from "../test/run-program.ts";

/** One package as a tarball, or why there is none. */
export interface PackedPackage {
  readonly name: string;
  readonly version: string;
  /** What the packer said when it failed. */
  readonly fault: string | undefined;
}

/** Packs every public package, which has to be built, into a folder, as it would be published. */
export async function packPackages(folder: string): Promise<PackedPackage[]> {
  mkdirSync(folder, { recursive: true });
  const packed: PackedPackage[] = [];
  for (const { manifest, folder: source } of workspacePackages().filter((one) => hasSources(one) && !one.manifest.private)) {
    const { code, output } = await runProgram("pnpm", ["pack", "--pack-destination", folder], { cwd: source });
    packed.push({ name: manifest.name, version: manifest.version, fault: code === 0 ? undefined : output });
  }
  return packed;
}

/** The name of a package's tarball. */
export function tarballName(name: string, version: string): string {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}
