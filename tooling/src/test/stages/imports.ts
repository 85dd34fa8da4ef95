import { doorProblems } from "../../checks/doors.ts";
import { forbiddenTextProblems } from "../../checks/forbidden-text.ts";
import { importProblems } from "../../checks/import-directions.ts";
import { moduleStateProblems } from "../../checks/module-state.ts";
import { packageSources, sourceFiles } from "../../checks/source-files.ts";
import { systemAccessProblems } from "../../checks/system-access.ts";
import { workspacePackages } from "../../packages.ts";
import { casesOf, type Case } from "../case.ts";
import type { Stage } from "../stage.ts";

/** Who imports whom, who asks the system, what no file may say. */
export const imports: Stage = {
  name: "imports",
  about: "import directions and circles, system access, module state, doors, forbidden text",
  run() {
    const sources = packageSources();
    const written = sources.filter((file) => !file.path.includes("/generated/"));
    const all = sourceFiles(".", (name) => /\.([cm]?[jt]sx?|json|ya?ml|md|css|html|sh)$|^run$/.test(name)).filter(
      (file) => !/^spec\/dist\/|\/generated\//.test(file.path),
    );
    const packages = workspacePackages();
    return {
      cases: [
        ...checked("imports of", sources, importProblems(sources)),
        ...checked("system access of", written, systemAccessProblems(written)),
        ...checked("module state of", written, moduleStateProblems(written)),
        ...checked("text of", all, forbiddenTextProblems(all)),
        ...casesOf(
          packages.map((one) => `doors of ${one.manifest.name}`),
          new Map(packages.map((one) => [`doors of ${one.manifest.name}`, doorProblems(one.folder, one.manifest)])),
        ),
      ],
    };
  },
};

function checked(what: string, files: readonly { path: string }[], problems: ReadonlyMap<string, readonly string[]>): Case[] {
  return casesOf(
    files.map((file) => `${what} ${file.path}`),
    new Map([...problems].map(([file, lines]) => [`${what} ${file}`, lines])),
  );
}
