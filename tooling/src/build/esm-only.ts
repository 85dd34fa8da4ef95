import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Manifest } from "../packages.ts";

type Target = string | null | Target[] | { [condition: string]: Target };

/**
 * Names the run-time dependencies of a package that CommonJS on Node 20 cannot require: packages of type `module`
 * whose main entry has no `require` or CommonJS target. Their code is bundled into our CommonJS builds.
 */
export function esmOnlyDependencies(folder: string, manifest: Manifest): string[] {
  return Object.keys(manifest.dependencies ?? {}).filter((name) => !canRequire(folder, name));
}

/** Whether CommonJS on Node 20 can require a package as it is installed for `folder`. What is not installed counts as such. */
export function canRequire(folder: string, name: string): boolean {
  const file = findManifest(folder, name);
  return file === undefined || !isEsmOnly(JSON.parse(readFileSync(file, "utf8")) as { type?: string; main?: string; exports?: Target });
}

/** Whether a package with this manifest can only be imported. */
export function isEsmOnly({ type, main, exports }: { type?: string; main?: string; exports?: Target }): boolean {
  const isCommonJs = (file: string): boolean => file.endsWith(".cjs") || (type !== "module" && !file.endsWith(".mjs"));
  if (exports === undefined) return !isCommonJs(main ?? "index.js");
  const root = typeof exports === "object" && exports !== null && !Array.isArray(exports) && "." in exports ? exports["."]! : exports;
  // A target for `require` is taken at its word: the folder it lies in may have a package.json of its own.
  if (hasCondition(root, "require")) return false;
  const file = defaultTarget(root);
  return file === undefined || !isCommonJs(file);
}

function hasCondition(target: Target, condition: string): boolean {
  if (Array.isArray(target)) return target.some((inner) => hasCondition(inner, condition));
  if (target === null || typeof target === "string") return false;
  return Object.entries(target).some(([name, inner]) => name === condition || hasCondition(inner, condition));
}

function defaultTarget(target: Target): string | undefined {
  if (target === null || typeof target === "string") return target ?? undefined;
  if (Array.isArray(target)) return target.map(defaultTarget).find((file) => file !== undefined);
  const inner = target["node"] ?? target["default"];
  return inner === undefined ? undefined : defaultTarget(inner);
}

function findManifest(folder: string, name: string): string | undefined {
  const file = path.join(folder, "node_modules", name, "package.json");
  return existsSync(file) ? file : undefined;
}
