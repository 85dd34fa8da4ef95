import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readManifest, workspacePackages } from "../../packages.ts";
import { inRoot, root } from "../../root.ts";
import { failed, passed, type Case } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

/** A release in a copy: the versions that the waiting changesets give, changelogs, and tarballs with those versions. */
export const release: Stage = {
  name: "release",
  about: "a dry release in a copy: changeset version, pack",
  needs: ["build"],
  async run() {
    const copy = mkdtempSync(path.join(tmpdir(), "plinto-release-"));
    try {
      const waiting = readdirSync(inRoot(".changeset")).filter((file) => file.endsWith(".md") && file !== "README.md");
      for (const file of [
        "package.json",
        "pnpm-workspace.yaml",
        "pnpm-lock.yaml",
        ".changeset",
        "packages",
        "tooling/package.json",
        "tests/package.json",
        "docs/package.json",
      ]) {
        if (existsSync(inRoot(file)))
          cpSync(inRoot(file), path.join(copy, file), {
            recursive: true,
            filter: (source) => !/\/(node_modules|\.turbo)(\/|$)/.test(source.slice(root.length)),
          });
      }
      const git = (args: readonly string[]): ReturnType<typeof runProgram> =>
        runProgram("git", ["-c", "user.name=release", "-c", "user.email=release@plinto.test", ...args], { cwd: copy });
      await git(["init", "--quiet", "--initial-branch=main"]);
      await git(["add", "package.json", "pnpm-workspace.yaml", ".changeset"]);
      await git(["commit", "--quiet", "--message=copy"]);
      const version = await runProgram(process.execPath, [inRoot("node_modules", "@changesets", "cli", "bin.js"), "version"], { cwd: copy });
      if (version.code !== 0) return { cases: [failed("changeset version", version.output)] };
      const cases: Case[] = [passed("changeset version")];
      const versions = new Set<string>();
      for (const { slug, manifest } of workspacePackages().filter((one) => !one.manifest.private)) {
        const folder = path.join(copy, "packages", slug);
        linkSiblings(copy, folder);
        const next = readManifest(folder).version;
        versions.add(next);
        cases.push(await packed(manifest.name, folder, next, waiting.length > 0));
      }
      cases.push(
        versions.size === 1 ? passed("all packages share one version") : failed("all packages share one version", `there are ${[...versions].join(", ")}`),
      );
      return { cases, notes: [`the next release is ${[...versions].join(", ")}`] };
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
};

/** pnpm reads the versions that `workspace:` stands for from what is installed; in the copy nothing is. */
function linkSiblings(copy: string, folder: string): void {
  const { dependencies, devDependencies, peerDependencies } = readManifest(folder);
  for (const name of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
    if (!name.startsWith("@plinto/")) continue;
    const link = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(copy, "packages", name.slice("@plinto/".length)), link);
  }
}

async function packed(name: string, folder: string, version: string, isNew: boolean): Promise<Case> {
  const { code, output } = await runProgram("pnpm", ["pack", "--pack-destination", folder], { cwd: folder });
  if (code !== 0) return failed(name, output);
  const tarball = readdirSync(folder).find((file) => file.endsWith(`-${version}.tgz`));
  if (!tarball) return failed(name, `pnpm pack made no tarball of version ${version}`);
  if (isNew && !readFileSync(path.join(folder, "CHANGELOG.md"), "utf8").includes(`## ${version}`))
    return failed(name, `CHANGELOG.md has no section ${version}`);
  const { stdout } = await runProgram("tar", ["-xOzf", tarball, "package/package.json"], { cwd: folder });
  const problems = [...stdout.matchAll(/"(?:workspace|catalog):[^"]*"/g)].map(([found]) => `package.json still says ${found}`);
  if (stdout.includes("@plinto/source")) problems.push("package.json still has the source condition");
  return problems.length === 0 ? passed(name) : failed(name, problems.join("\n"));
}
