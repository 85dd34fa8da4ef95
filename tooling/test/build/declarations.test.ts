import { expect, test } from "vitest";
import { shareDeclarations } from "../../src/build/declarations.ts";

const anything = (): boolean => true;

/** Two doors over one chunk, in both halves, as tsup writes them. */
const twins = new Map([
  ["index.d.ts", "import { A } from './a-AbCd_123.js';\nexport { A } from './a-AbCd_123.js';\nimport './b-12345678.js';\ninterface B {\n    a: A;\n}\n"],
  ["index.d.cts", "import { A } from './a-ZyXw-987.cjs';\nexport { A } from './a-ZyXw-987.cjs';\nimport './b-87654321.cjs';\ninterface B {\n    a: A;\n}\n"],
  ["door/inner.d.ts", "export { A } from '../a-AbCd_123.js';\n"],
  ["door/inner.d.cts", "export { A } from '../a-ZyXw-987.cjs';\n"],
  ["a-AbCd_123.d.ts", "import { Tracer } from '@otel/api/sub';\nexport type A = Tracer;\n"],
  ["a-ZyXw-987.d.cts", "import { Tracer } from '@otel/api/sub';\nexport type A = Tracer;\n"],
  ["b-12345678.d.ts", "export {};\n"],
  ["b-87654321.d.cts", "export {};\n"],
]);

test("the ESM half re-exports its CommonJS twin, and its chunks are gone", () => {
  const shared = shareDeclarations(twins, ["index", "door/inner"], anything);
  expect(shared.get("index.d.ts")).toBe('export * from "./index.cjs";\n');
  expect(shared.get("door/inner.d.ts")).toBe('export * from "./inner.cjs";\n');
  expect([...shared.keys()].filter((name) => name.endsWith(".d.ts"))).toEqual(["index.d.ts", "door/inner.d.ts"]);
  expect([...shared.keys()].filter((name) => name.endsWith(".d.cts"))).toHaveLength(4);
});

test("the compiler's four spaces become tabs, and nothing else changes", () => {
  const shared = shareDeclarations(twins, ["index", "door/inner"], anything);
  expect(shared.get("index.d.cts")).toBe(twins.get("index.d.cts")!.replace("    a: A", "\ta: A"));
});

test("a door that stands on a package which CommonJS cannot require keeps its own text and chunks", () => {
  const asked: string[] = [];
  const shared = shareDeclarations(twins, ["index", "door/inner"], (name) => {
    asked.push(name);
    return false;
  });
  expect(new Set(asked)).toEqual(new Set(["@otel/api"]));
  expect(shared.get("door/inner.d.ts")).toBe(twins.get("door/inner.d.ts"));
  expect([...shared.keys()].sort()).toEqual([...twins.keys()].sort());
});

test("a door whose halves say different things keeps both", () => {
  const files = new Map([...twins, ["index.d.ts", twins.get("index.d.ts")!.replace("interface B", "interface C")]]);
  const shared = shareDeclarations(files, ["index", "door/inner"], anything);
  expect(shared.get("index.d.ts")).toContain("interface C");
  expect(shared.get("door/inner.d.ts")).toBe('export * from "./inner.cjs";\n');
  expect(shared.has("b-12345678.d.ts")).toBe(true);
});

test("a package with one half is left as it is, and what the platform itself has may be imported", () => {
  const program = new Map([["main.d.ts", "import { Server } from 'node:http';\nexport type A = Server;\n"]]);
  expect(shareDeclarations(program, ["main"], anything)).toEqual(program);
  const both = new Map([...program, ["main.d.cts", program.get("main.d.ts")!]]);
  expect(shareDeclarations(both, ["main"], () => false).get("main.d.ts")).toBe('export * from "./main.cjs";\n');
});
