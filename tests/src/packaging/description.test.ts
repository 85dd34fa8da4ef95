import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyProject, type EmptyProject } from "./empty-project.ts";

let project: EmptyProject;
let dist: string;

/** What the bundled description says, as one line. */
const bundled = `${JSON.stringify(JSON.parse(readFileSync(path.resolve(import.meta.dirname, "..", "..", "..", "spec", "dist", "plinto.openapi.json"), "utf8")))}\n`;

const ask = `const mock = createMock();
mock.fetch(mock.baseUrl + "/v1/openapi.json").then((response) => response.json()).then((description) => console.log(JSON.stringify(description)));
`;

beforeAll(async () => {
  project = await emptyProject(["mock"]);
  dist = path.join(project.folder, "node_modules", "@plinto", "mock", "dist");
  project.write("ask.mjs", `import { createMock } from "@plinto/mock";\n${ask}`);
  project.write("ask.cjs", `const { createMock } = require("@plinto/mock");\n${ask}`);
});

afterAll(() => project?.remove());

test("the description is installed once, for both module systems", () => {
  const holders = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.c?js$/.test(file) && readFileSync(path.join(dist, file), "utf8").includes("x-plinto-registries"),
  );
  expect(holders).toEqual([path.join("shared", "openapi.cjs")]);
});

test.each(["ask.mjs", "ask.cjs"])("the installed mock answers the description to the letter: %s", async (script) => {
  const { code, output } = await project.node(script);
  expect(output).toBe(bundled);
  expect(code).toBe(0);
});

test.each(["browser", "node"] as const)("a bundle of esbuild for the platform %s answers it too", async (platform) => {
  await esbuild({
    entryPoints: [path.join(project.folder, "ask.mjs")],
    bundle: true,
    format: "esm",
    platform,
    outfile: path.join(project.folder, `${platform}.mjs`),
  });
  expect((await project.node(`${platform}.mjs`)).output).toBe(bundled);
});

test("a bundle of Vite for a browser answers it too, and loads it only then", async () => {
  await vite({
    root: project.folder,
    configFile: false,
    logLevel: "silent",
    build: { outDir: "vite-dist", lib: { entry: "ask.mjs", formats: ["es"], fileName: () => "ask.mjs" } },
  });
  const folder = path.join(project.folder, "vite-dist");
  expect(readFileSync(path.join(folder, "ask.mjs"), "utf8")).not.toContain("x-plinto-registries");
  project.write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }));
  expect((await project.node(path.join("vite-dist", "ask.mjs"))).output).toBe(bundled);
});
