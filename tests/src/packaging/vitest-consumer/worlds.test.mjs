import { createPlinto } from "@plinto/core";
import { mockTest, test as base } from "@plinto/mock/vitest";
import { describe, expect } from "vitest";

const test = base.extend({ plinto: ({ mock }, use) => use(createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey })) });
const names = async (plinto) => (await plinto.organizations.list({ sort: "name" })).data.map(({ name }) => name);

describe.concurrent("at the same time", () => {
  for (const name of ["One", "Two", "Three"]) {
    test(name, async ({ plinto, mock, expect: expectHere }) => {
      await plinto.organizations.create({ name, ownerUserId: mock.seed.users.ada.id });
      expectHere(await names(plinto)).toEqual(["Acme", "Globex", name].sort());
    });
  }
});

describe("options of a suite", () => {
  // The older name of the same function.
  (base.override ?? Reflect.get(base, "scoped")).call(base, { mockOptions: { clock: "virtual" } });

  base("the clock is virtual", ({ mock }) => {
    expect(mock.clock.now()).toBe(Date.UTC(2030, 0, 1));
  });
});

base("and the system's elsewhere", ({ mock }) => {
  expect(mock.clock.kind).toBe("system");
});

mockTest({ seed: { users: { mia: { email: "mia@shop.test" } } } })("a seed of one's own", ({ mock }) => {
  expect(Object.keys(mock.seed.users)).toEqual(["mia"]);
});
