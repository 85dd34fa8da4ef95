import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Application } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { hasSources, workspacePackages, type WorkspacePackage } from "../packages.ts";
import { inRoot } from "../root.ts";
import { runProgram } from "../test/run-program.ts";
import { mendAnchors } from "./page-anchors.ts";

/** Where the built site stands. */
export const siteFolder: string = inRoot("docs", ".vitepress", "dist");

/**
 * Writes docs/api from the packages' sources: a page per door.
 *
 * @throws Error when the sources cannot be read
 */
export async function buildApiPages(): Promise<void> {
  // The shapes stand in the reference, told from the description itself.
  const doors = workspacePackages()
    .filter(hasSources)
    .filter(({ manifest }) => manifest.name !== "@plinto/spec")
    .flatMap(doorsOf);
  const application = await Application.bootstrapWithPlugins({
    ...markdownOptions,
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: doors.map(({ entry }) => entry),
    tsconfig: inRoot("docs", "tsconfig.api.json"),
    out: inRoot("docs", "api"),
    router: "module",
    name: "Packages",
    readme: "none",
    basePath: inRoot("packages"),
    // The types by path repeat the whole description, 11 MB of page; the reference tells it better.
    exclude: [inRoot("packages", "spec", "src", "generated", "openapi.ts")],
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    excludeReferences: true,
    skipErrorChecking: true,
    logLevel: "Error",
    githubPages: false,
  });
  const project = await application.convert();
  if (!project) throw new Error("typedoc could not read the packages' sources");
  // typedoc names a module by its file; readers know it by what they import.
  for (const child of project.children ?? []) {
    const source = child.sources?.[0]?.fullFileName;
    const door = doors.find(({ entry }) => entry === source || path.relative(inRoot("packages"), entry).replace(/(?:\/index)?\.ts$/, "") === child.name);
    if (door) child.name = door.name;
  }
  await application.generateOutputs(project);
  for (const file of readdirSync(inRoot("docs", "api"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"))) {
    const page = inRoot("docs", "api", file);
    // The platform's own types bring links to another host along.
    writeFileSync(page, mendAnchors(readFileSync(page, "utf8").replaceAll(/^\[MDN Reference\]\(.*\)$/gm, "")));
  }
}

const markdownOptions: Partial<PluginOptions> = {
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  entryFileName: "index",
  parametersFormat: "table",
  sanitizeComments: true,
};

interface Door {
  /** What one imports, such as `@plinto/core/client`. */
  name: string;
  /** Its source file. */
  entry: string;
}

function doorsOf({ folder, manifest }: WorkspacePackage): Door[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([door, target]) => {
    const entry = typeof target === "object" ? target["@plinto/source"] : undefined;
    return typeof entry === "string" && entry.endsWith(".ts") ? [{ name: path.posix.join(manifest.name, door), entry: path.join(folder, entry) }] : [];
  });
}

/**
 * Builds the documentation site without a network.
 *
 * @throws Error with the output of the build when it fails
 */
export async function buildSite(): Promise<void> {
  await buildApiPages();
  const { code, output } = await runProgram(process.execPath, [inRoot("docs", "node_modules", "vitepress", "bin", "vitepress.js"), "build", inRoot("docs")]);
  if (code !== 0) throw new Error(`The documentation site does not build:\n${output}`);
}
