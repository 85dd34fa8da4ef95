import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allMutants } from "../../src/mutants/list/all.ts";
import { misfitOf, mutate, type Mutant } from "../../src/mutants/mutant.ts";
import { readResults } from "../../src/mutants/results.ts";
import { firstFailure } from "../../src/mutants/run-mutant.ts";
import { inRoot } from "../../src/root.ts";

const mutant: Mutant = { id: "door-open", breaks: "The door stays open.", file: "door.ts", find: "close();", replace: "open('$&');", tests: [] };

test("every mutant finds its text exactly once in its file", () => {
  const misfits = allMutants.flatMap((one) => misfitOf(one, existsSync(inRoot(one.file)) ? readFileSync(inRoot(one.file), "utf8") : undefined) ?? []);
  expect(misfits).toEqual([]);
});

test("no two mutants have one name", () => {
  expect(new Set(allMutants.map(({ id }) => id)).size).toBe(allMutants.length);
});

test("the test files that mutants name are there", () => {
  expect([...new Set(allMutants.flatMap(({ tests }) => tests))].filter((file) => !existsSync(inRoot(file)))).toEqual([]);
});

test("there are at least 40 mutants of the mock and 20 of the client", () => {
  const within = (folder: string): number => allMutants.filter(({ file }) => file.startsWith(folder)).length;
  expect(within("packages/mock/")).toBeGreaterThanOrEqual(40);
  expect(within("packages/core/")).toBeGreaterThanOrEqual(20);
});

test("the committed results tell of every mutant that a test notices it, and of no other", () => {
  expect(Object.keys(readResults())).toEqual(allMutants.map(({ id }) => id));
});

test("the text of a mutant takes the place of what it finds, letter by letter", () => {
  expect(mutate(mutant, "enter(); close(); leave();")).toBe("enter(); open('$&'); leave();");
});

test.each([
  ["is gone", "enter();", "door-open: its text is in door.ts 0 times"],
  ["is there twice", "close(); close();", "door-open: its text is in door.ts 2 times"],
])("a mutant whose text %s cannot be applied", (_how, source, message) => {
  expect(() => mutate(mutant, source)).toThrow(message);
});

test("a mutant that changes nothing is refused", () => {
  expect(misfitOf({ ...mutant, replace: mutant.find }, "close();")).toBe('door-open: "replace" says the same as "find"');
});

test("a mutant of a file that is not there is refused", () => {
  expect(misfitOf(mutant, undefined)).toBe("door-open: there is no file door.ts");
});

test("of several tests that notice a mutant the first by name is told", () => {
  expect(
    firstFailure([
      { title: "[mock] c.test.ts › holds", status: "failed" },
      { title: "[mock] a.test.ts › holds", status: "passed" },
      { title: "[mock] b.test.ts › holds", status: "failed" },
    ]),
  ).toBe("[mock] b.test.ts › holds");
  expect(firstFailure([{ title: "[mock] a.test.ts › holds", status: "passed" }])).toBeUndefined();
});

test("a test file that cannot be read has noticed nothing, and neither has a test that ran out of time", () => {
  expect(firstFailure([{ title: "[mock] a.test.ts can be read", status: "failed" }])).toBeUndefined();
  expect(firstFailure([{ title: "[mock] a.test.ts › holds", status: "failed", detail: "Error: Test timed out in 10000ms." }])).toBeUndefined();
});
