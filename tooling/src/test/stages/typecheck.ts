import { existsSync } from "node:fs";
import path from "node:path";
import { hasSources, workspacePackages } from "../../packages.ts";
import { inRoot } from "../../root.ts";
import { failed, passed, type Case } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

/** TypeScript 7 over every package, and over tests, tooling and examples. */
export const typecheck: Stage = {
  name: "typecheck",
  about: "tsc over each package's sources, over tests, tooling and examples",
  async run() {
    const projects = workspacePackages()
      .filter(hasSources)
      .map(({ slug }) => path.join("packages", slug, "tsconfig.json"))
      .filter((file) => existsSync(inRoot(file)));
    const cases: Case[] = [];
    for (const project of [...projects, "tsconfig.json"]) cases.push(await check(project));
    // Next adds to the types of Node, so that its application cannot be checked beside others.
    cases.push(await check(path.join("examples", "next", "tsconfig.json"), ["--customConditions", "@plinto/source", "--incremental", "false"]));
    return { cases };
  },
};

async function check(project: string, options: readonly string[] = []): Promise<Case> {
  const { code, output } = await runProgram(process.execPath, [
    inRoot("node_modules", "typescript7", "bin", "tsc"),
    "--project",
    inRoot(project),
    "--pretty",
    "false",
    ...options,
  ]);
  return code === 0 ? passed(project) : failed(project, output);
}
