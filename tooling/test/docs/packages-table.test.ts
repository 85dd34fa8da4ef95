import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { workspacePackages } from "../../src/packages.ts";
import { inRoot } from "../../src/root.ts";

// The table had doors that were gone from sight: /realtime of two packages came later than their rows.
test("the README's table of packages names each package that is published, with all its doors", () => {
  const rows = readFileSync(inRoot("README.md"), "utf8").matchAll(/^\| \[`(@plinto\/[\w-]+)`\]\([^)]+\) \|.*\| ([^|]+) \|$/gm);
  const named = Object.fromEntries([...rows].map(([, name, doors]) => [name, [...doors!.matchAll(/`(\.|\/[^`]+)`/g)].map(([, door]) => door!).sort()]));
  const published = workspacePackages().filter(({ manifest }) => !manifest.private);
  const doorsOf = (exports: object = {}): string[] =>
    Object.keys(exports)
      .filter((door) => door !== "./package.json")
      .map((door) => door.slice(1) || ".")
      .sort();
  expect(named).toEqual(Object.fromEntries(published.map(({ manifest }) => [manifest.name, doorsOf(manifest.exports)])));
});
