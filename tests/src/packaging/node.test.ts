import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyConsumer, emptyProject, tool, type EmptyProject } from "./empty-project.ts";

let project: EmptyProject;

beforeAll(async () => {
  project = await emptyProject(["node", "mock", "realtime"]);
  copyConsumer(project, "node-consumer");
});

afterAll(() => project?.remove());

const guarded = "200 403 401 env_\n";

test.each(["guards.mjs", "guards.cjs", "portable.cjs"])("a server that is %s verifies, guards and administers", async (file) => {
  const { code, output } = await project.node(file);
  expect(output).toBe(guarded);
  expect(code).toBe(0);
});

test.each(["guards.cjs", "portable.cjs"])("on the oldest supported Node %s finds nothing that only import can load", async (file) => {
  const node = tool("node20", "bin/node");
  if (!existsSync(node)) throw new Error("The Node 20 of this platform has to be among the optional dependencies");
  const { code, output } = await project.node(
    "-e",
    `process.stdout.write(require("node:child_process").execFileSync(${JSON.stringify(node)}, [${JSON.stringify(file)}]))`,
  );
  expect(output).toBe(guarded);
  expect(code).toBe(0);
});

test.each(["stream.mjs", "stream.cjs"])("a verifier that listens, %s, refuses who was banned, and lets the program end", async (file) => {
  const { code, output } = await project.node(file);
  expect([code, output]).toEqual([0, "valid user_banned\n"]);
});

test("a verifier that listens runs on the oldest supported Node, where CommonJS finds nothing that only import can load", async () => {
  const node = tool("node20", "bin/node");
  if (!existsSync(node)) throw new Error("The Node 20 of this platform has to be among the optional dependencies");
  const { code, output } = await project.node(
    "-e",
    `process.stdout.write(require("node:child_process").execFileSync(${JSON.stringify(node)}, ["stream.cjs"]))`,
  );
  expect([code, output]).toEqual([0, "valid user_banned\n"]);
});

test("Jest requires the package", async () => {
  const { code, output } = await project.node(tool("jest", "bin/jest.js"), "--config", "jest.config.cjs", "--ci", "--no-cache");
  expect(output).toContain("1 passed, 1 total");
  expect(code).toBe(0);
});

const compilers = [
  { name: "5.4", program: tool("typescript54", "lib/tsc.js") },
  { name: "5.9", program: tool("typescript59", "lib/tsc.js") },
  { name: "6", program: tool("typescript", "bin/tsc6") },
  { name: "7", program: tool("typescript7", "bin/tsc") },
];

for (const { name, program } of compilers) {
  test(`strict TypeScript ${name} checks a server, and names of its own that are registered`, async () => {
    const config = `tsconfig.${name}.json`;
    project.write(
      config,
      JSON.stringify({
        compilerOptions: {
          module: "node16",
          moduleResolution: "node16",
          strict: true,
          skipLibCheck: false,
          declaration: true,
          emitDeclarationOnly: true,
          outDir: `emitted/${name}`,
          target: "es2022",
          lib: ["es2022", "dom", "dom.iterable"],
          types: [],
          exactOptionalPropertyTypes: true,
        },
        files: ["strict.mts", "strict.cts", "plinto-env.d.ts"],
      }),
    );
    const { code, output } = await project.node(program, "--project", config, "--pretty", "false");
    expect(output).toBe("");
    expect(code).toBe(0);
  });
}

test("node installs within 3 MB and four packages", async ({ annotate }) => {
  const alone = await emptyProject(["node"]);
  try {
    const { bytes, packages } = alone.weigh();
    await annotate(`@plinto/node installs as ${packages.length} packages, ${(bytes / 1e6).toFixed(2)} MB (budgets 4 packages, 3 MB)`);
    expect(packages.toSorted()).toEqual(["@plinto/core", "@plinto/node", "@plinto/webhooks", "jose"]);
    expect(bytes).toBeLessThanOrEqual(3_000_000);
  } finally {
    alone.remove();
  }
});
