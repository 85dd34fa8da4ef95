import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type BuildOptions } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = import.meta.dirname;
const modules = path.resolve(here, "..", "..", "node_modules");
const folder = mkdtempSync(path.join(tmpdir(), "plinto-runtimes-"));

beforeAll(async () => {
  // Without the source condition: what runs is the built package, as an application's bundler takes it.
  const options: BuildOptions = {
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    conditions: ["import"],
    absWorkingDir: here,
  };
  await build({ ...options, entryPoints: ["script.ts"], outfile: path.join(folder, "script.mjs") });
  await build({ ...options, entryPoints: ["worker.ts"], outfile: path.join(folder, "worker.mjs") });
  writeFileSync(path.join(folder, "config.capnp"), config);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = `using Workerd = import "/workerd/workerd.capnp";
const unitTests :Workerd.Config = (services = [(name = "suite", worker = (modules = [(name = "worker.mjs", esModule = embed "worker.mjs")], compatibilityDate = "2026-07-01"))]);
`;

const runtimes = [
  { name: "Node 20", program: path.join(modules, "node20", "bin", "node"), args: ["script.mjs"] },
  { name: "Node 22", program: path.join(modules, "node22", "bin", "node"), args: ["script.mjs"] },
  { name: "Node 24", program: process.execPath, args: ["script.mjs"] },
  { name: "Bun", program: path.join(modules, "@oven", "bun-linux-x64", "bin", "bun"), args: ["script.mjs"] },
  { name: "Deno", program: path.join(modules, "@deno", "linux-x64-glibc", "deno"), args: ["run", "--no-config", "script.mjs"] },
  { name: "workerd", program: path.join(modules, "@cloudflare", "workerd-linux-64", "bin", "workerd"), args: ["test", "config.capnp"] },
];

for (const { name, program, args } of runtimes) {
  test(`the built client, webhooks, policies, live events and server package work on ${name}`, async ({ skip }) => {
    skip(!existsSync(program), `the optional dependency with ${name} for this platform is not installed`);
    const { code, output } = await run(program, args);
    expect(output).toContain("every check of the runtime suite holds");
    expect(code).toBe(0);
  });
}

function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: folder, env: { PATH: process.env["PATH"], HOME: folder, NO_COLOR: "1" } }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: `${stdout}${stderr}${error?.message ?? ""}` });
    });
  });
}
