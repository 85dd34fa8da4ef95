/**
 * Raises the versions as the waiting changesets ask, writes the changelogs, and keeps the description and the public
 * names as what is released: changes after this are compared with them.
 */
import { spawnSync } from "node:child_process";
import { keepAsReleased } from "../release/released.ts";
import { inRoot } from "../root.ts";

const version = spawnSync(process.execPath, [inRoot("node_modules", "@changesets", "cli", "bin.js"), "version"], { cwd: inRoot(), stdio: "inherit" });
if (version.status !== 0) process.exit(version.status ?? 1);
keepAsReleased();
