import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");

test("the guide lists every option that a generated hook takes, and no other", () => {
  const taken = [...read("../src/query/settings.ts").matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name!);
  const [, table = ""] = /^\| Hook \| Options \|\n.*\n((?:\|.*\n)+)/m.exec(read("../../../docs/guides/react-query.md"))!;
  const listed = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  expect([...new Set(listed)].sort()).toEqual([...new Set(taken)].filter((name) => name !== "client").sort());
});
