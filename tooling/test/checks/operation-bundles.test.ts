import { expect, test } from "vitest";
import { strayPaths } from "../../src/checks/operation-bundles.ts";

const paths = { list: "/things", get: "/things/{id}", keys: "/things/{id}/keys.json", rootKeys: "/keys.json" };

test("bundles that carry their own path alone are fine, also where one path begins or ends another", async () => {
  const moduleOf = (id: string): string => `console.log("GET ${paths[id as keyof typeof paths]}");`;
  expect(await strayPaths({ paths, moduleOf, folder: import.meta.dirname })).toEqual([]);
});

test("a bundle that carries another operation's path, or lacks its own, is named", async () => {
  const moduleOf = (id: string): string => (id === "get" ? `console.log("GET /things/{id}", "GET /things");` : `console.log("nothing");`);
  expect(await strayPaths({ paths: { list: paths.list, get: paths.get }, moduleOf, folder: import.meta.dirname })).toEqual([
    "the bundle of list lacks /things",
    "the bundle of get carries /things",
  ]);
});
