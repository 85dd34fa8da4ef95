import { hasSources, workspacePackages } from "../../packages.ts";
import { inRoot } from "../../root.ts";
import { casesOf } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

/** Every package builds; what has not changed comes from turbo's cache. */
export const build: Stage = {
  name: "build",
  about: "turbo run build",
  cores: 2,
  async run() {
    const packages = workspacePackages().filter((one) => hasSources(one) && one.manifest.scripts?.["build"]);
    const filters = packages.map((one) => `--filter=${one.manifest.name}`);
    const { code, output } = await runProgram(
      process.execPath,
      [inRoot("node_modules", "turbo", "bin", "turbo"), "run", "build", "--continue=dependencies-successful", "--output-logs=errors-only", ...filters],
      {
        env: { TURBO_TELEMETRY_DISABLED: "1" },
      },
    );
    const problems = new Map<string, string[]>();
    if (code !== 0) {
      for (const { manifest } of packages) if (output.includes(`${manifest.name}#build`)) problems.set(manifest.name, [output]);
      if (problems.size === 0) problems.set("turbo run build", [output]);
    }
    return {
      cases: casesOf(
        packages.map((one) => one.manifest.name),
        problems,
      ),
    };
  },
};
