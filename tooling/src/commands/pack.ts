/** Builds the packages and packs them into a folder, from which any project can install them: .plinto/packed, or the one given. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { workspacePackages } from "../packages.ts";
import { packPackages, tarballName } from "../release/pack-packages.ts";
import { inRoot } from "../root.ts";

const [given] = process.argv.slice(2);
const folder = given === undefined ? inRoot(".plinto", "packed") : path.resolve(given);
const build = spawnSync("turbo", ["run", "build", "--filter=./packages/*", "--output-logs=errors-only"], { cwd: inRoot(), stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
const packed = await packPackages(folder);
for (const { name, fault } of packed) if (fault !== undefined) console.error(`${name} could not be packed:\n${fault}`);
if (packed.some(({ fault }) => fault !== undefined)) process.exit(1);
const files = (wanted: string): string =>
  withDependencies(wanted)
    .map((one) => packed.find(({ name }) => name === one)!)
    .map(({ name, version }) => `"${path.join(folder, tarballName(name, version))}"`)
    .join(" ");
console.log(`${packed.length} packages are in ${folder}. In your project:\n`);
console.log(`npm install ${files("@plinto/core")}`);
console.log(`npm install --save-dev ${files("@plinto/mock")}`);

/** A package, after those of this workspace that it needs: no registry has them before the first release. */
function withDependencies(name: string): string[] {
  const { manifest } = workspacePackages().find((one) => one.manifest.name === name)!;
  const needed = Object.keys(manifest.dependencies ?? {}).filter((one) => packed.some((other) => other.name === one));
  return [...new Set([...needed.flatMap(withDependencies), name])];
}
