import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plinto } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const example = path.join(root, "examples", "spa", "src", "sign-in");
const names = readdirSync(example).toSorted();

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
  );
}

test("plinto add sign-in writes the screens of the example as they are, and says what it wrote and what to install", async () => {
  const folder = path.join(temporaryFolder(), "app", "sign-in");
  const { code, out, error } = await plinto("add", "sign-in", "--to", folder);
  expect([code, error]).toEqual([0, ""]);
  expect(filesIn(folder)).toEqual(filesIn(example));
  expect(out.split("\n")).toEqual([
    ...names.map((name) => `  ${path.join(folder, name)}`),
    `${names.length} files written to ${folder}. Show them with <SignInScreens>, which index.ts exports.`,
    "Install what they import: npm install @plinto/core @plinto/react react uqr",
  ]);
});

test("what the project has already is not asked to be installed", async () => {
  const project = temporaryFolder();
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ dependencies: { react: "^19.0.0", "@plinto/react": "1.0.0" } }));
  const { out } = await plinto("add", "sign-in", "--to", path.join(project, "src", "sign-in"));
  expect(out.split("\n").at(-1)).toBe("Install what they import: npm install @plinto/core uqr");
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ dependencies: { react: "*", "@plinto/react": "*", "@plinto/core": "*", uqr: "*" } }));
  expect((await plinto("add", "sign-in", "--to", path.join(project, "src", "sign-in"))).out).toBe(`${path.join(project, "src", "sign-in")} is up to date.`);
});

test("a file that somebody has changed is never overwritten, and then nothing is written, unless --force asks for it", async () => {
  const folder = temporaryFolder();
  const changed = path.join(folder, "form.tsx");
  writeFileSync(changed, "mine");
  const refused = await plinto("add", "sign-in", "--to", folder);
  expect(refused).toEqual({
    code: 1,
    out: "",
    error: `plinto add: Nothing was written, since ${changed} would be overwritten. --force does that, --to names another folder.`,
  });
  expect(filesIn(folder)).toEqual({ "form.tsx": "mine" });
  expect((await plinto("add", "sign-in", "--to", folder, "--force")).code).toBe(0);
  expect(filesIn(folder)).toEqual(filesIn(example));
});

test("what is missing is written beside what is the same, and other files stay", async () => {
  const folder = temporaryFolder();
  await plinto("add", "sign-in", "--to", folder);
  writeFileSync(path.join(folder, "mine.tsx"), "mine");
  rmSync(path.join(folder, "form.tsx"));
  const { code, out } = await plinto("add", "sign-in", "--to", folder);
  expect(code).toBe(0);
  expect(out.split("\n").slice(0, 3)).toEqual([
    `  ${path.join(folder, "form.tsx")}`,
    `${folder} had ${names.length - 1} files already.`,
    `1 file written to ${folder}. Show them with <SignInScreens>, which index.ts exports.`,
  ]);
  expect(filesIn(folder)).toEqual({ ...filesIn(example), "mine.tsx": "mine" });
});

test("a folder where a file shall be, and a file where the folder shall be, are told", async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "form.tsx"));
  expect(await plinto("add", "sign-in", "--to", folder, "--force")).toMatchObject({
    code: 1,
    error: `plinto add: Nothing was written, since ${path.join(folder, "form.tsx")} is a folder. --to names another.`,
  });
  writeFileSync(path.join(folder, "file"), "");
  expect(await plinto("add", "sign-in", "--to", path.join(folder, "file"))).toMatchObject({
    code: 1,
    error: expect.stringContaining("cannot be written to: a part of the path is a file."),
  });
});

test.each([
  [[], "Name what to add: sign-in."],
  [["sign-in", "sign-up"], "Name what to add: sign-in."],
  [["profile"], 'There is no "profile" to add. There is: sign-in.'],
  [["sign-in", "--to", ""], "--to names a folder, and the name is empty."],
  [["../sign-in"], 'There is no "../sign-in" to add. There is: sign-in.'],
])("plinto add %j is not understood", async (args, message) => {
  expect(await plinto("add", ...args)).toMatchObject({ code: 2, out: "", error: expect.stringContaining(message) });
});

test("without --to they go into src, where there is one", () => {
  const project = temporaryFolder();
  const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  const add = (): unknown => spawnSync(process.execPath, [program, "add", "sign-in"], { cwd: project, env: { ...process.env, NODE_OPTIONS: "" } }).status;
  expect([add(), existsSync(path.join(project, "sign-in", "index.ts"))]).toEqual([0, true]);
  mkdirSync(path.join(project, "src"));
  expect([add(), existsSync(path.join(project, "src", "sign-in", "index.ts"))]).toEqual([0, true]);
});
