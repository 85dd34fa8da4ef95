import { afterEach, expect, test } from "vitest";
import { copyConsumer, emptyProject, tool, type EmptyProject } from "./empty-project.ts";

const projects: EmptyProject[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

async function withVitest(version: string): Promise<EmptyProject> {
  const project = await emptyProject(["core", "mock"], [`vitest@${version}`]);
  projects.push(project);
  copyConsumer(project, "vitest-consumer");
  return project;
}

const outside =
  "A fixture of @plinto/mock/vitest was used outside Vitest. Use it in a test file that Vitest runs; elsewhere, createMock of @plinto/mock does the same without a runner.";

test.each([
  { version: "3.2.7", alone: "Vitest failed to access its internal state" },
  { version: "4.1.12", alone: `true ${outside}\n`.repeat(3) },
  { version: "5.1.0", alone: `true ${outside}\n`.repeat(3) },
])("the fixtures run, have their types and know their runner under Vitest $version", async ({ version, alone }) => {
  const project = await withVitest(version);

  const run = await project.node("node_modules/vitest/vitest.mjs", "run", "worlds.test.mjs");
  expect(run.output).toMatch(/Tests +6 passed \(6\)/);
  expect(run.code).toBe(0);

  project.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        module: "esnext",
        moduleResolution: "bundler",
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        target: "es2022",
        lib: ["es2022", "dom"],
        types: [],
      },
      files: ["types.mts"],
    }),
  );
  const checked = await project.node(tool("typescript59", "lib/tsc.js"), "--project", "tsconfig.json", "--pretty", "false");
  expect(checked).toEqual({ code: 0, output: "" });

  // Vitest 3 refuses to be imported at all where it does not run.
  expect((await project.node("outside.mjs")).output).toContain(alone);
});
