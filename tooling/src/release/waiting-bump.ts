import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** How far a version is raised. */
export type Bump = "none" | "patch" | "minor" | "major";

const order: readonly Bump[] = ["none", "patch", "minor", "major"];

/** The largest raise that the waiting changesets ask for. All packages share one version, so one changeset raises them all. */
export function waitingBump(folder: string): Bump {
  const files = readdirSync(folder).filter((file) => file.endsWith(".md") && file !== "README.md");
  return files.map((file) => bumpOf(readFileSync(path.join(folder, file), "utf8"))).reduce(larger, "none");
}

/** The largest raise of one changeset. */
export function bumpOf(changeset: string): Bump {
  const head = /^---\n([^]*?)\n---/.exec(changeset)?.[1] ?? "";
  return [...head.matchAll(/^["']?@plinto\/[\w-]+["']?: *(patch|minor|major) *$/gm)].map(([, bump]) => bump as Bump).reduce(larger, "none");
}

/** The raise that a breaking change needs after a release: before 1.0.0 the minor number is the one that breaks. */
export function breakingBump(releasedVersion: string): "minor" | "major" {
  return releasedVersion.startsWith("0.") ? "minor" : "major";
}

/** Whether a raise is at least as large as another. */
export function reaches(bump: Bump, needed: Bump): boolean {
  return order.indexOf(bump) >= order.indexOf(needed);
}

function larger(a: Bump, b: Bump): Bump {
  return reaches(a, b) ? a : b;
}
