import { expect, test } from "vitest";
import { decodeMappings, encodeMappings } from "../../src/build/mappings.ts";
import { completeMap, withMap } from "../../src/build/source-maps.ts";

const folder = "/repository/packages/core";
const complete = (sources: string[], from = `${folder}/dist/shared`): ReturnType<typeof completeMap> =>
  completeMap({ version: 3, sources, sourcesContent: sources.map(() => "old"), mappings: "AAAA" }, from, folder, (file) => `text of ${file}`);

test("sources below src are named and not carried, since they ship once for both halves", () => {
  expect(complete(["../../src/errors.ts", "../../src/client.ts"])).toEqual({
    version: 3,
    sources: ["../../src/errors.ts", "../../src/client.ts"],
    mappings: "AAAA",
  });
});

test("sources of bundled packages are carried, under a name that says nothing of this machine", () => {
  const store = "../../../../node_modules/.pnpm/jose@6.2.17/node_modules/jose/dist/sign.js";
  expect(complete(["../../src/errors.ts", store])).toEqual({
    version: 3,
    sources: ["../../src/errors.ts", "node_modules/jose/dist/sign.js"],
    sourcesContent: [null, "text of /repository/node_modules/.pnpm/jose@6.2.17/node_modules/jose/dist/sign.js"],
    mappings: "AAAA",
  });
});

test("a package linked into our own folder is not ours", () => {
  expect(complete(["../../node_modules/ms/index.js"])?.sourcesContent).toEqual([`text of ${folder}/node_modules/ms/index.js`]);
});

test("data is named without its content", () => {
  expect(complete(["../../../spec/dist/openapi.json"])?.sourcesContent).toEqual([""]);
});

test("what was generated is mapped nowhere, and what stands beside it still to its own place", () => {
  const at = (source: number, line: number): { source: number; line: number; column: number } => ({ source, line, column: 2 });
  const before = [
    [
      { column: 0, original: at(0, 3) },
      { column: 9, original: at(1, 7) },
      { column: 12, original: at(1, 8) },
    ],
    [{ column: 0, original: at(1, 9) }],
    [{ column: 4, original: { ...at(2, 5), name: 0 } }],
  ];
  const sources = ["../../src/errors.ts", "../../src/generated/tree.ts", "../../src/client.ts"];
  const map = completeMap({ version: 3, sources, names: ["send"], mappings: encodeMappings(before) }, `${folder}/dist/shared`, folder, () => "unread")!;
  expect(map.sources).toEqual(["../../src/errors.ts", "../../src/client.ts"]);
  expect(decodeMappings(map.mappings)).toEqual([[{ column: 0, original: at(0, 3) }, { column: 9 }], [], [{ column: 4, original: { ...at(1, 5), name: 0 } }]]);
});

test("what only re-exports or was generated has no map", () => {
  expect(complete([])).toBeUndefined();
  expect(complete(["../../src/generated/users.ts", "../../src/generated/auth.ts"])).toBeUndefined();
});

test.each([
  ["one", "code();\n//# sourceMappingURL=a.js.map\n", "a.js.map", "code();\n//# sourceMappingURL=a.js.map\n"],
  ["two comments", "code();\n//# sourceMappingURL=a.js.map\n//# sourceMappingURL=a.js.map", "a.js.map", "code();\n//# sourceMappingURL=a.js.map\n"],
  ["none that is wanted", "code();\n//# sourceMappingURL=a.js.map\n", undefined, "code();\n"],
])("the comment that names a map stands once or not at all: %s", (_, before, map, after) => {
  expect(withMap(before, map)).toBe(after);
});
