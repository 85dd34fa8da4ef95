import { afterEach, expect, test } from "vitest";
import { copyConsumer, emptyProject, tool, type EmptyProject } from "./empty-project.ts";

const projects: EmptyProject[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

async function project(msw: string): Promise<EmptyProject> {
  const made = await emptyProject(["core", "mock"], [`msw@${msw}`]);
  projects.push(made);
  copyConsumer(made, "consumer-msw");
  return made;
}

const jest = [tool("jest", "bin/jest.js"), "--config", "jest.config.cjs", "--ci", "--no-cache"] as const;

test("Jest puts the mock behind fetch by the oldest msw that we support, as it is", async () => {
  const { code, output } = await (await project("2.10.0")).node(...jest);
  expect(output).toContain("2 passed, 2 total");
  expect(code).toBe(0);
});

// From 2.11 on msw requires ES modules, which Jest can only load so.
for (const msw of ["2.14.7", "3.0.5"]) {
  test(`Jest puts the mock behind fetch by msw ${msw} when it may require ES modules`, async () => {
    const { code, output } = await (await project(msw)).node("--experimental-vm-modules", ...jest);
    expect(output).toContain("2 passed, 2 total");
    expect(code).toBe(0);
  });
}
