import { expect, test } from "vitest";
import { costOf } from "../../src/checks/type-cost.ts";

test("a module without types of its own costs nothing", () => {
  expect(costOf(`export const one = 1;`, import.meta.dirname)).toEqual({ instantiations: 0, problems: [] });
});

test("a module costs what the compiler has to instantiate for it", () => {
  const cheap = costOf(`type Box<T> = { value: T }; export const box: Box<string> = { value: "" };`, import.meta.dirname);
  const dear = costOf(
    `type Count<N extends number, R extends unknown[] = []> = R["length"] extends N ? R : Count<N, [...R, unknown]>; export const length: Count<200>["length"] = 200;`,
    import.meta.dirname,
  );
  expect(cheap.instantiations).toBeGreaterThan(0);
  expect(dear.instantiations).toBeGreaterThan(cheap.instantiations + 200);
});

test("what the compiler has against the module is told", () => {
  expect(costOf(`export const one: string = 1;`, import.meta.dirname).problems).toEqual(["Type 'number' is not assignable to type 'string'."]);
});
