import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { breakingGate } from "../../src/release/breaking-gate.ts";
import { breakingBump, bumpOf, waitingBump } from "../../src/release/waiting-bump.ts";

test("a changeset asks for the largest raise of its packages", () => {
  expect(bumpOf('---\n"@plinto/core": patch\n"@plinto/mock": major\n---\n\nSomething.\n')).toBe("major");
  expect(bumpOf('---\n"@plinto/core": minor\n---\n\n"@plinto/mock": major\n')).toBe("minor");
  expect(bumpOf("---\n---\n\nNothing to release.\n")).toBe("none");
});

test("the waiting changesets together ask for the largest raise of each", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-changesets-"));
  try {
    expect(waitingBump(folder)).toBe("none");
    writeFileSync(path.join(folder, "one.md"), '---\n"@plinto/core": patch\n---\n\nOne.\n');
    writeFileSync(path.join(folder, "README.md"), '---\n"@plinto/core": major\n---\n');
    writeFileSync(path.join(folder, "two.md"), "---\n'@plinto/mock-ui': minor\n---\n\nTwo.\n");
    expect(waitingBump(folder)).toBe("minor");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("before 1.0.0 the minor number breaks, after it the major one", () => {
  expect(breakingBump("0.7.2")).toBe("minor");
  expect(breakingBump("1.0.0")).toBe("major");
});

test("a breaking change without its changeset fails and says what to do", () => {
  const refused = breakingGate("names stay", ["createPlinto is gone"], { waiting: "minor", needed: "major" });
  expect(refused.status).toBe("failed");
  expect(refused.detail).toContain("createPlinto is gone");
  expect(refused.detail).toContain("write a major changeset (npx changeset)");
});

test("a breaking change with its changeset passes, and so does no change at all", () => {
  expect(breakingGate("names stay", ["createPlinto is gone"], { waiting: "major", needed: "major" }).status).toBe("passed");
  expect(breakingGate("names stay", [], { waiting: "none", needed: "major" }).status).toBe("passed");
});
