/** Builds the packages and packs them into a folder, from which any project can install them: .plinto/packed, or the one given. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { packPackages, tarballName } from "../release/pack-packages.ts";
import { inRoot } from "../root.ts";

const [given] = process.argv.slice(2);
const folder = given === undefined ? inRoot(".plinto", "packed") : path.resolve(given);
const build = spawnSync("turbo", ["run", "build", "--filter=./packages/*", "--output-logs=errors-only"], { cwd: inRoot(), stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
const packed = await packPackages(folder);
for (const { name, fault } of packed) if (fault !== undefined) console.error(`${name} could not be packed:\n${fault}`);
if (packed.some(({ fault }) => fault !== undefined)) process.exit(1);
const file = (wanted: string): string =>
  packed.filter(({ name }) => name === wanted).map(({ name, version }) => path.join(folder, tarballName(name, version)))[0]!;
console.log(`${packed.length} packages are in ${folder}. In your project:\n`);
console.log(`npm install "${file("@plinto/core")}"`);
console.log(`npm install --save-dev "${file("@plinto/mock")}"`);
