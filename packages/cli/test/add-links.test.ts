import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { WriteRefused } from "../src/files/write-refused.ts";
import { writeFiles } from "../src/add/write-files.ts";
import { plinto } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

// A link to nothing did not count as in the way: the refusal came after twenty files were written, and with --force too.
test("a link that leads to nothing is in the way, and --force puts a file in its place", async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const link = path.join(folder, "form.tsx");
  symlinkSync(path.join(elsewhere, "nowhere.ts"), link);
  expect(await plinto("add", "sign-in", "--to", folder)).toEqual({
    code: 1,
    out: "",
    error: `plinto add: Nothing was written, since ${link} would be overwritten. --force does that, --to names another folder.`,
  });
  expect(readdirSync(folder)).toEqual(["form.tsx"]);
  expect((await plinto("add", "sign-in", "--to", folder, "--force")).code).toBe(0);
  expect(lstatSync(link).isFile()).toBe(true);
  expect(readdirSync(elsewhere)).toEqual([]);
});

// --force wrote through the link, into a file outside of the project.
test("what a link leads to is never overwritten", async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const [link, precious] = [path.join(folder, "form.tsx"), path.join(elsewhere, "precious.ts")];
  writeFileSync(precious, "precious");
  symlinkSync(precious, link);
  expect((await plinto("add", "sign-in", "--to", folder, "--force")).code).toBe(0);
  expect(readFileSync(precious, "utf8")).toBe("precious");
  expect([lstatSync(link).isFile(), readFileSync(link, "utf8").includes("export function")]).toEqual([true, true]);
});

test("a link to a file that says the same stays", async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  await plinto("add", "sign-in", "--to", elsewhere);
  symlinkSync(path.join(elsewhere, "form.tsx"), path.join(folder, "form.tsx"));
  expect((await plinto("add", "sign-in", "--to", folder)).code).toBe(0);
  expect(readlinkSync(path.join(folder, "form.tsx"))).toBe(path.join(elsewhere, "form.tsx"));
});

test("when a file in the middle cannot be written, all is as it was", async () => {
  const folder = temporaryFolder();
  const file = (name: string): string => path.join(folder, name);
  writeFileSync(file("changed.ts"), "mine");
  symlinkSync("changed.ts", file("linked.ts"));
  // Nothing can be made below it, which shows only when it is tried.
  symlinkSync("nowhere", file("below"));
  const files = ["changed.ts", "linked.ts", "new.ts", "below/last.ts"].map((name) => ({ path: name, text: "theirs" }));
  const writing = writeFiles(folder, files, true);
  await expect(writing).rejects.toThrow(WriteRefused);
  await expect(writing).rejects.toThrow(`Nothing was written, since ${file("below")} cannot be written to`);
  expect(readdirSync(folder).toSorted()).toEqual(["below", "changed.ts", "linked.ts"]);
  expect([readFileSync(file("changed.ts"), "utf8"), readlinkSync(file("linked.ts"))]).toEqual(["mine", "changed.ts"]);
});

test("nothing is left behind beside what was written, also in folders that are made for it", async () => {
  const folder = path.join(temporaryFolder(), "a", "b");
  expect(await writeFiles(folder, [{ path: "c/d.ts", text: "d" }], false)).toEqual({ written: ["c/d.ts"], same: [] });
  expect([readdirSync(folder), readdirSync(path.join(folder, "c"))]).toEqual([["c"], ["d.ts"]]);
});

test("an empty --to writes nothing into the folder that one stands in", async () => {
  const before = readdirSync(".");
  expect((await plinto("add", "sign-in", "--to", " ")).code).toBe(2);
  expect(readdirSync(".")).toEqual(before);
  expect(existsSync("form.tsx")).toBe(false);
});

test("a folder with the name of a file is told before anything is written", async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "step.tsx"));
  expect((await plinto("add", "sign-in", "--to", folder, "--force")).code).toBe(1);
  expect(readdirSync(folder)).toEqual(["step.tsx"]);
});
