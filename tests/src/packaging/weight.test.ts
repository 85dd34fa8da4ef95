import { afterEach, expect, test } from "vitest";
import { emptyProject, type EmptyProject } from "./empty-project.ts";

const projects: EmptyProject[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

test("core installs within 1.5 MB", async ({ annotate }) => {
  const project = await emptyProject(["core"]);
  projects.push(project);
  const { bytes, packages } = project.weigh();
  await annotate(`@plinto/core installs as ${packages.length} packages, ${megabytes(bytes)} (budget 1.5 MB)`);
  expect(bytes).toBeLessThanOrEqual(1_500_000);
});

test("the mock installs within 35 packages and 20 MB, without msw and graphql", async ({ annotate }) => {
  const project = await emptyProject(["mock"]);
  projects.push(project);
  const { bytes, packages } = project.weigh();
  await annotate(`@plinto/mock installs as ${packages.length} packages, ${megabytes(bytes)} (budgets 35 packages, 20 MB)`);
  expect(packages).not.toContain("msw");
  expect(packages).not.toContain("graphql");
  expect(packages.length).toBeLessThanOrEqual(35);
  expect(bytes).toBeLessThanOrEqual(20_000_000);
});
