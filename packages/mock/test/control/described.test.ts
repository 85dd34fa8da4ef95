import { expect, test } from "vitest";
import { controlRoutes } from "../../src/generated/control-routes.ts";
import { served } from "./served.ts";

test("the control plane describes all of itself, for clients in other languages", async () => {
  const { control } = await served();
  const { openapi, info, paths } = await control.getControlDescription();
  expect([openapi, info["title"]]).toEqual(["3.1.1", "Plinto mock control plane"]);
  const described = Object.entries(paths).map(([path, item]) => [
    path.replace("/__plinto", ""),
    Object.keys(item as object).map((method) => method.toUpperCase()),
  ]);
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(Object.entries(controlRoutes).map(([path, methods]) => [path, Object.keys(methods)])));
});
