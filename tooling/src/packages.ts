import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./root.ts";

/** What the tooling reads of a package.json. */
export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  type?: string;
  bin?: Record<string, string>;
  files?: string[];
  exports?: Record<string, string | Record<string, unknown>>;
  publishConfig?: { exports?: Record<string, unknown> };
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** A package under packages/. */
export interface WorkspacePackage {
  /** The folder's name, `core`. */
  slug: string;
  folder: string;
  manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** Every package under packages/, by name. */
export function workspacePackages(): WorkspacePackage[] {
  return readdirSync(inRoot("packages"))
    .map((slug) => ({ slug, folder: inRoot("packages", slug) }))
    .filter(({ folder }) => existsSync(path.join(folder, "package.json")))
    .map(({ slug, folder }) => ({ slug, folder, manifest: readManifest(folder) }));
}

/** Whether a package has sources yet. */
export function hasSources({ folder, manifest }: WorkspacePackage): boolean {
  const entries = Object.values(manifest.exports ?? {}).map((target) => (typeof target === "object" ? target["@plinto/source"] : undefined));
  const bins = Object.values(manifest.bin ?? {}).map((file) => file.replace("dist", "src").replace(/\.js$/, ".ts"));
  return [...entries, ...bins].some((entry) => typeof entry === "string" && existsSync(path.join(folder, entry)));
}
