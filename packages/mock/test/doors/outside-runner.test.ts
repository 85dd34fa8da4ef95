import { expect, test } from "vitest";
import { isMockError, MockError } from "../../src/index.ts";
import * as playwrightDoor from "../../src/doors/playwright.ts";
import { standIn } from "../../src/fixtures/outside-runner.ts";

const caught = (use: () => unknown): unknown => {
  try {
    return use();
  } catch (error) {
    return error;
  }
};

test.each([
  ["calling test", () => playwrightDoor.test("a title", () => {})],
  ["a describe block", () => playwrightDoor.test.describe("a title", () => {})],
  ["options of a file", () => playwrightDoor.test.use({ mockApiUrl: "https://api.shop.test" })],
  ["extending test", () => playwrightDoor.test.extend({})],
  ["a test of one's own seed", () => playwrightDoor.mockTest({ seed: "empty" })],
])("Playwright's fixture under another runner, %s: one typed error that says what to do", (_, use) => {
  const error = caught(use);
  expect(isMockError(error, "fixture_outside_runner")).toBe(true);
  expect((error as MockError).message).toBe(
    "A fixture of @plinto/mock/playwright was used outside Playwright Test. Use it in a test file that Playwright Test runs; elsewhere, createMock of @plinto/mock does the same without a runner.",
  );
  expect((error as MockError).facts).toEqual({ door: "@plinto/mock/playwright", runner: "Playwright Test" });
});

test("importing a fixture alone is no use of it", async () => {
  const door = await Promise.resolve(playwrightDoor.test);
  expect(typeof door).toBe("function");
  expect(Object.prototype.toString.call(door)).toBe("[object Function]");
});

test("a stand-in becomes the real thing when its runner begins after all", () => {
  let refusal: MockError | undefined = new MockError("fixture_outside_runner", "not yet");
  let made = 0;
  const door = standIn(
    () => {
      made++;
      return Object.assign((title: string) => `ran ${title}`, { only: (title: string) => `only ${title}` });
    },
    () => refusal,
  );
  expect(caught(() => door("a"))).toBe(refusal);
  expect(caught(() => door.only)).toBe(refusal);
  expect(made).toBe(0);
  refusal = undefined;
  expect([door("a"), door.only("b")]).toEqual(["ran a", "only b"]);
});
