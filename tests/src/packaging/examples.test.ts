import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { parse } from "yaml";
import { findChromium } from "../../../tooling/src/chromium.ts";
import { readManifest } from "../../../tooling/src/packages.ts";
import { inRoot } from "../../../tooling/src/root.ts";
import { emptyProject, tool, type EmptyProject } from "./empty-project.ts";

// An example is there to be copied: outside of the workspace it has to stand on the packed packages alone.

const { catalog } = parse(readFileSync(inRoot("pnpm-workspace.yaml"), "utf8")) as { catalog: Record<string, string> };
const chromium = findChromium({ env: process.env, install: false, log: () => {} });
if (chromium !== undefined) vi.stubEnv("PLINTO_CHROMIUM", chromium);

/** A copy of an example outside of the workspace, with what it depends on, and further packages of ours. */
async function copyOf(name: string, further: readonly string[] = []): Promise<EmptyProject> {
  const folder = inRoot("examples", name);
  const { dependencies, devDependencies, scripts } = readManifest(folder);
  const all = { ...dependencies, ...devDependencies };
  const ours = Object.keys(all).filter((one) => one.startsWith("@plinto/"));
  const others = Object.entries(all).filter(([one]) => !ours.includes(one));
  const project = await emptyProject(
    [...ours.map((one) => one.slice("@plinto/".length)), ...further],
    others.map(([one, version]) => `${one}@${version === "catalog:" ? catalog[one] : version}`),
  );
  onTestFinished(() => project.remove());
  const left = ["node_modules", "package.json", ".next", "next-env.d.ts", "tsconfig.tsbuildinfo", "dist", ".turbo"].map((one) => path.join(folder, one));
  cpSync(folder, project.folder, { recursive: true, filter: (source) => !left.includes(source) });
  const file = path.join(project.folder, "package.json");
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), type: "module", scripts }));
  return project;
}

/** Checks a copy by its own tsconfig.json and our published declarations. */
async function typeFaults(project: EmptyProject): Promise<string> {
  return (await project.node(tool("typescript7", "bin/tsc"), "--project", "tsconfig.json", "--pretty", "false")).output;
}

/** Runs the tests of a copy, or those of some files. A machine that has much to do is not what they find out about. */
async function ownTests(project: EmptyProject, ...files: readonly string[]): Promise<string> {
  const { code, output } = await project.node(path.join("node_modules", "vitest", "vitest.mjs"), "run", "--testTimeout=60000", "--hookTimeout=60000", ...files);
  expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
  return output;
}

test("a copy of the example api compiles, and its own tests pass there", async () => {
  const project = await copyOf("api");
  expect(await typeFaults(project)).toBe("");
  expect(await ownTests(project)).toMatch(/Tests +\d+ passed \(/);
});

test("a copy of the example onboarding compiles, its own tests pass there, and by one command it runs offline", async () => {
  const project = await copyOf("onboarding");
  expect(await typeFaults(project)).toBe("");
  expect(await ownTests(project)).toMatch(/Tests +\d+ passed \(/);
  const { code, output } = await project.node(path.join("src", "dev.ts"));
  expect(code).toBe(0);
  expect(output).toContain("6 succeeded, 2 failed");
  expect(output).toContain("6 invitations were sent.");
});

test("a copy of the example next, with screens that the installed plinto adds, compiles, and its own tests pass there", async ({ skip }) => {
  skip(chromium === undefined, "there is no Chromium here");
  const project = await copyOf("next", ["cli"]);
  const [copied, source] = [path.join(project.folder, "src", "sign-in"), inRoot("examples", "spa", "src", "sign-in")];
  rmSync(copied, { recursive: true });
  const { code, output } = await project.node(path.join("node_modules", "@plinto", "cli", "dist", "main.js"), "add", "sign-in");
  expect({ code, last: output.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    last: `${readdirSync(source).length} files written to ${path.join("src", "sign-in")}. Show them with <SignInScreens>, which index.ts exports.`,
  });
  for (const file of readdirSync(source)) expect(readFileSync(path.join(copied, file), "utf8")).toBe(readFileSync(path.join(source, file), "utf8"));
  expect(await ownTests(project, "journey")).toMatch(/Tests +\d+ passed \(/);
  expect(await typeFaults(project)).toBe("");
});

test("a copy of the example spa compiles, and the journey through it passes there", async ({ skip }) => {
  skip(chromium === undefined, "there is no Chromium here");
  const project = await copyOf("spa");
  expect(await typeFaults(project)).toBe("");
  expect(await ownTests(project, "journey", "alone")).toMatch(/Tests +\d+ passed \(/);
  const { code, output } = await project.node(path.join("node_modules", "vite", "bin", "vite.js"), "build");
  expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
});
