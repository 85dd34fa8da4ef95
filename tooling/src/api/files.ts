import path from "node:path";
import { hasSources, workspacePackages, type WorkspacePackage } from "../packages.ts";
import { writeReport } from "./markdown.ts";
import { readApi } from "./report.ts";

/** The committed page of a package's public names. */
export function apiFile({ folder }: WorkspacePackage): string {
  return path.join(folder, "api", "current.md");
}

/** The page as it was at the last release. */
export function releasedApiFile({ folder }: WorkspacePackage): string {
  return path.join(folder, "api", "released.md");
}

/** The packages that others import; a program has no names. */
export function importedPackages(): WorkspacePackage[] {
  return workspacePackages().filter((one) => hasSources(one) && one.manifest.exports && !one.manifest.private);
}

/** The pages by package, from what is built. Types of the description stand in the page of @plinto/spec only. */
export function currentPages(): Map<WorkspacePackage, string> {
  const packages = importedPackages();
  const spec = packages.find(({ slug }) => slug === "spec");
  const specReport = spec && readApi(spec);
  const known = new Set(Object.keys(specReport?.declarations ?? {}));
  return new Map(packages.map((one) => [one, writeReport(one === spec ? specReport! : readApi(one, known))]));
}
