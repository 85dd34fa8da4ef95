import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyConsumer, emptyProject, tool, type EmptyProject } from "./empty-project.ts";

let project: EmptyProject;

beforeAll(async () => {
  project = await emptyProject(["core", "mock", "mock-ui", "cli", "policy", "spec"], ["msw@3.0.5", "@opentelemetry/api@1.9.0"]);
  copyConsumer(project);
});

afterAll(() => project?.remove());

const firstSteps = { slug: "initech", read: "Initech", refusal: "slug_taken", ours: true, decision: "allow role_allow" };

test("a script imports the packages as ES modules", async () => {
  const { code, output } = await project.node("first-steps.mjs");
  expect(output).toBe(`${JSON.stringify(firstSteps)}\n`);
  expect(code).toBe(0);
});

test("a script requires the packages as CommonJS modules", async () => {
  const { code, output } = await project.node("first-steps.cjs");
  expect(output).toBe(`${JSON.stringify(firstSteps)}\n`);
  expect(code).toBe(0);
});

test("CommonJS on the oldest supported Node finds nothing that only import can load", async ({ skip }) => {
  const node = tool("node20", "bin/node");
  skip(!existsSync(node), "the Node 20 of this platform is not among the optional dependencies");
  const { code, output } = await project.node(
    "-e",
    `process.stdout.write(require("node:child_process").execFileSync(${JSON.stringify(node)}, ["first-steps.cjs"]))`,
  );
  expect(output).toBe(`${JSON.stringify(firstSteps)}\n`);
  expect(code).toBe(0);
});

test("Jest requires the packages", async () => {
  const { code, output } = await project.node(tool("jest", "bin/jest.js"), "--config", "jest.config.cjs", "--ci", "--no-cache");
  expect(output).toContain("1 passed, 1 total");
  expect(code).toBe(0);
});

const compilers = [
  { name: "5.4", program: tool("typescript54", "lib/tsc.js"), files: ["strict.mts", "strict.cts"] },
  { name: "5.9", program: tool("typescript59", "lib/tsc.js"), files: ["strict.mts", "strict.cts", "strict-msw.mts"] },
  { name: "6", program: tool("typescript", "bin/tsc6"), files: ["strict.mts", "strict.cts", "strict-msw.mts"] },
  { name: "7", program: tool("typescript7", "bin/tsc"), files: ["strict.mts", "strict.cts", "strict-msw.mts"] },
];
const settings = [
  { name: "node16", module: "node16", moduleResolution: "node16" },
  { name: "bundler", module: "esnext", moduleResolution: "bundler" },
];

for (const compiler of compilers) {
  for (const { name, ...resolution } of settings) {
    test(`strict TypeScript ${compiler.name} checks a program and our declarations with ${name} resolution`, async () => {
      const config = `tsconfig.${compiler.name}.${name}.json`;
      const files = name === "bundler" ? compiler.files.filter((file) => file.endsWith(".mts")) : compiler.files;
      project.write(
        config,
        JSON.stringify({
          compilerOptions: {
            ...resolution,
            strict: true,
            skipLibCheck: false,
            // Emitted, since a type that cannot be named is told only where declarations are written.
            declaration: true,
            emitDeclarationOnly: true,
            outDir: `emitted/${compiler.name}.${name}`,
            target: "es2022",
            lib: ["es2022", "dom", "dom.iterable"],
            types: [],
            noUncheckedIndexedAccess: true,
            exactOptionalPropertyTypes: true,
          },
          files,
        }),
      );
      const { code, output } = await project.node(compiler.program, "--project", config, "--pretty", "false");
      expect(output).toBe("");
      expect(code).toBe(0);
    });
  }
}

test("esbuild bundles one operation for a browser without the rest of the API", async () => {
  const result = await esbuild({
    entryPoints: [path.join(project.folder, "page.mjs")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const text = result.outputFiles[0]!.text;
  expect(text).toContain("/v1/organizations/{orgId}");
  expect(text).not.toContain("/v1/auth/sign-in");
});

test("Vite bundles one operation for a browser without the rest of the API", async () => {
  await vite({
    root: project.folder,
    configFile: false,
    logLevel: "silent",
    build: { outDir: "vite-dist", lib: { entry: "page.mjs", formats: ["es"], fileName: () => "page.js" } },
  });
  const text = readFileSync(path.join(project.folder, "vite-dist", "page.js"), "utf8");
  expect(text).toContain("/v1/organizations/{orgId}");
  expect(text).not.toContain("/v1/auth/sign-in");
});

test("the description can be read from its own door", async () => {
  project.write("description.cjs", `console.log(require("@plinto/spec/openapi.json").openapi);\n`);
  expect((await project.node("description.cjs")).output).toBe("3.1.1\n");
});

test("every source that a source map names is installed with it, or lies in the map", () => {
  const missing: string[] = [];
  let maps = 0;
  for (const name of ["core", "mock", "cli", "policy"]) {
    const folder = path.join(project.folder, "node_modules", "@plinto", name, "dist");
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) => one.endsWith(".map"))) {
      maps++;
      const { sources, sourcesContent = [] } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as {
        sources: string[];
        sourcesContent?: (string | null)[];
      };
      for (const [index, source] of sources.entries()) {
        const carried = typeof sourcesContent[index] === "string";
        if (!carried && !existsSync(path.resolve(folder, path.dirname(file), source))) missing.push(`${name} ${file}: ${source}`);
      }
    }
  }
  expect(missing).toEqual([]);
  expect(maps).toBeGreaterThan(10);
});

test("no package runs a script at install", () => {
  for (const name of ["core", "mock", "mock-ui", "cli", "policy", "spec"]) {
    const { scripts = {} } = JSON.parse(readFileSync(path.join(project.folder, "node_modules", "@plinto", name, "package.json"), "utf8")) as {
      scripts?: Record<string, string>;
    };
    expect({ [name]: Object.keys(scripts).filter((script) => /install|prepare/.test(script)) }).toEqual({ [name]: [] });
  }
});
