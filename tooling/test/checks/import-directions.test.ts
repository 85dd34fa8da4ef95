import fc from "fast-check";
import { expect, test } from "vitest";
import { circlesOf, importProblems } from "../../src/checks/import-directions.ts";

function problemsOf(files: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(importProblems(Object.entries(files).map(([path, text]) => ({ path, text }))));
}

test("the mock may not import the client it judges", () => {
  const problems = problemsOf({ "packages/mock/src/a.ts": `import { createPlinto } from "@plinto/core";` });
  expect(problems).toEqual({ "packages/mock/src/a.ts": ["imports @plinto/core: mock may import spec, webhooks, policy only"] });
});

test("an import of a type counts", () => {
  const problems = problemsOf({ "packages/spec/src/a.ts": `import type { Plinto } from "@plinto/core";` });
  expect(problems["packages/spec/src/a.ts"]).toEqual(["imports @plinto/core: spec may import none of our packages only"]);
});

test("a dynamic import counts", () => {
  const problems = problemsOf({ "packages/core/src/a.ts": `export const load = () => import("@plinto/mock");` });
  expect(problems["packages/core/src/a.ts"]).toEqual(["imports @plinto/mock: core may import spec only"]);
});

test("a door may be allowed where its package is not", () => {
  const problems = problemsOf({ "packages/mock-ui/src/a.ts": `import "@plinto/mock/control";\nimport "@plinto/mock";` });
  expect(problems["packages/mock-ui/src/a.ts"]).toEqual(["imports @plinto/mock: mock-ui may import spec, mock/control only"]);
});

test("another package is imported by its name, not by its path", () => {
  const problems = problemsOf({ "packages/core/src/a.ts": `import "../../spec/src/index.ts";` });
  expect(problems["packages/core/src/a.ts"]?.[0]).toContain("which is not part of its package");
});

test("Node's modules stay in the files that know Node", () => {
  const problems = problemsOf({
    "packages/mock/src/doors/server.ts": `import "node:http";`,
    "packages/mock/src/world.ts": `import "node:http";`,
    "packages/core/src/client.ts": `import fs from "fs";`,
  });
  expect(Object.keys(problems)).toEqual(["packages/mock/src/world.ts", "packages/core/src/client.ts"]);
});

test("two files that import each other's types are a circle", () => {
  const problems = problemsOf({ "packages/core/src/a.ts": `import type { B } from "./b.ts";`, "packages/core/src/b.ts": `import type { A } from "./a.ts";` });
  expect(problems).toEqual({ "packages/core/src/a.ts": ["imports itself: packages/core/src/a.ts → packages/core/src/b.ts → packages/core/src/a.ts"] });
});

test("a graph whose edges only lead forward has no circle, and one edge back makes one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 }), (size, pairs) => {
      const edges = new Map(
        Array.from({ length: size }, (_, node): [string, string[]] => [String(node), [String(node + 1)].filter((next) => Number(next) < size)]),
      );
      for (const [from, to] of pairs) if (from < to && to < size) edges.get(String(from))!.push(String(to));
      expect(circlesOf(edges)).toEqual([]);
      edges.get(String(size - 1))!.push("0");
      expect(circlesOf(edges)).toHaveLength(1);
    }),
  );
});
