import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findChromium } from "../../../tooling/src/chromium.ts";
import { copyConsumer, emptyProject, tool, type EmptyProject, type Run } from "./empty-project.ts";

interface Report {
  readonly suites: readonly Suite[];
  readonly stats: { readonly expected: number; readonly unexpected: number };
  readonly errors: readonly { readonly message: string }[];
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs: readonly { readonly title: string; readonly ok: boolean; readonly line: number; readonly file: string; readonly tests: readonly Outcome[] }[];
}

interface Outcome {
  readonly annotations: readonly { readonly type: string; readonly description?: string }[];
  readonly results: readonly { readonly workerIndex: number; readonly errors: readonly { readonly message: string }[] }[];
}

const chromium = findChromium({ env: process.env, install: false, log: () => {} });
const outside =
  "A fixture of @plinto/mock/playwright was used outside Playwright Test. Use it in a test file that Playwright Test runs; elsewhere, createMock of @plinto/mock does the same without a runner.";

let project: EmptyProject;
let app: Server;

beforeAll(async () => {
  project = await emptyProject(["core", "mock"], ["@playwright/test@1.65.1"]);
  copyConsumer(project, "playwright-consumer");
  const { output: publishableKey } = await project.node("-p", `require("@plinto/mock").createMock().keys.publishableKey`);
  const { outputFiles } = await build({
    entryPoints: [path.join(project.folder, "app.mjs")],
    bundle: true,
    format: "esm",
    write: false,
    define: { PUBLISHABLE_KEY: JSON.stringify(publishableKey.trim()) },
  });
  const files: Record<string, [string, string]> = {
    "/": ["text/html", readFileSync(path.join(project.folder, "index.html"), "utf8")],
    "/app.js": ["text/javascript", outputFiles[0]!.text],
  };
  app = createServer((request, response) => {
    const [type, text] = files[new URL(request.url ?? "/", "http://app.test").pathname] ?? ["text/plain", undefined];
    response.writeHead(text === undefined ? 404 : 200, { "content-type": type }).end(text);
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  app?.close();
  app?.closeAllConnections();
  project?.remove();
});

/** Runs Playwright's own runner in the project. */
async function playwright(args: readonly string[], where: EmptyProject = project): Promise<{ run: Run; report: Report; specs: Suite["specs"] }> {
  const file = path.join(where.folder, "report.json");
  const env = { REPORT: file, APP_URL: `http://127.0.0.1:${(app.address() as AddressInfo).port}`, CHROMIUM: chromium ?? "" };
  // A program of its own: workers inherit what follows `node -e`.
  where.write("play.cjs", `Object.assign(process.env, ${JSON.stringify(env)});\nrequire("@playwright/test/cli");\n`);
  const run = await where.node("play.cjs", "test", ...args);
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  const specsOf = (suite: Suite): Suite["specs"] => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
  return { run, report, specs: report.suites.flatMap(specsOf) };
}

const messages = (specs: Suite["specs"]): string[] =>
  specs.flatMap(({ title, tests }) => tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => `${title}: ${message}`))));

test("Playwright runs tests at once, each in a world of its own, with one mock per worker", async ({ skip }) => {
  skip(chromium === undefined, "there is no Chromium here");
  const { run, report, specs } = await playwright(["worlds", "own-seed", "guide"]);
  expect(messages(specs)).toEqual([]);
  expect({ code: run.code, errors: report.errors, unexpected: report.stats.unexpected }).toEqual({ code: 0, errors: [], unexpected: 0 });
  expect(report.stats.expected).toBe(15);
  const servers = new Map<number, Set<string | undefined>>();
  for (const { tests } of specs)
    for (const { annotations, results } of tests)
      for (const { type, description } of annotations)
        if (type === "server") servers.set(results[0]!.workerIndex, (servers.get(results[0]!.workerIndex) ?? new Set()).add(description));
  // The file with options of its own has a worker of its own, so there are several in any case.
  expect(servers.size).toBeGreaterThanOrEqual(2);
  expect([...servers.values()].map((urls) => urls.size)).toEqual([...servers].map(() => 1));
  expect(new Set([...servers.values()].flatMap((urls) => [...urls])).size).toBe(servers.size);
});

test("tests are reported where they stand in the user's file", async ({ skip }) => {
  skip(chromium === undefined, "there is no Chromium here");
  const { specs } = await playwright(["own-seed"]);
  const lines = readFileSync(path.join(project.folder, "own-seed.spec.mts"), "utf8").split("\n");
  expect(specs.map(({ file, line, title }) => [file, lines[line - 1]?.includes(title)])).toEqual(specs.map(() => ["own-seed.spec.mts", true]));
  expect(specs).toHaveLength(3);
});

test("the oldest Playwright that the door supports runs it too", async ({ skip }) => {
  skip(chromium === undefined, "there is no Chromium here");
  const oldest = await emptyProject(["core", "mock"], ["@playwright/test@1.53.0"]);
  onTestFinished(() => oldest.remove());
  copyConsumer(oldest, "playwright-consumer");
  const { report, specs } = await playwright(["guide"], oldest);
  expect(messages(specs)).toEqual([]);
  expect(report.stats).toMatchObject({ expected: 1, unexpected: 0 });
});

test("options that make no sense fail the test that has them, with what to do", async ({ skip }) => {
  skip(chromium === undefined, "there is no Chromium here");
  const { run, specs } = await playwright(["wrong/"]);
  expect(run.code).toBe(1);
  const [baseUrl, apiUrl] = messages(specs).sort();
  expect(baseUrl).toContain("what the server decides: ");
  expect(baseUrl).toContain("The option baseUrl has no place here. Worlds stand below the address of the worker's server");
  expect(apiUrl).toContain("where the API is: ");
  expect(apiUrl).toContain("The option mockApiUrl must be an absolute http or https URL");
});

test.each([
  ["outside.mjs", 3],
  ["outside.cjs", 1],
])("used outside Playwright, %s gets one typed error", async (file, times) => {
  const { code, output } = await project.node(file);
  expect(output.trim().split("\n")).toEqual(Array.from({ length: times }, () => `true ${outside}`));
  expect(code).toBe(0);
});

test("strict TypeScript checks the specs against the door's declarations", async () => {
  project.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        module: "node16",
        moduleResolution: "node16",
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        target: "es2022",
        lib: ["es2022", "dom"],
        types: [],
      },
      files: ["worlds.spec.ts", "own-seed.spec.mts", "guide.spec.ts"],
    }),
  );
  const { code, output } = await project.node(tool("typescript59", "lib/tsc.js"), "--project", "tsconfig.json", "--pretty", "false");
  expect({ code, output }).toEqual({ code: 0, output: "" });
});
