import { expect, test } from "vitest";
import { weighBundle } from "../../src/checks/bundle-size.ts";

test("a bundle above its budget, with what it may not and without what it must contain, is reported", async () => {
  const { bytes, problems } = await weighBundle({
    title: "x",
    source: `console.log("heavy");`,
    folder: import.meta.dirname,
    maxBytes: 10,
    contains: ["light"],
    lacks: ["heavy"],
  });
  expect(bytes).toBeGreaterThan(10);
  expect(problems).toEqual([expect.stringContaining("more than its budget of 0.0 kB"), "does not contain light", "contains heavy"]);
});

test("a bundle within its budget has no problem", async () => {
  const { problems } = await weighBundle({
    title: "x",
    source: `console.log("light");`,
    folder: import.meta.dirname,
    maxBytes: 1000,
    contains: ["light"],
    lacks: ["heavy"],
  });
  expect(problems).toEqual([]);
});
