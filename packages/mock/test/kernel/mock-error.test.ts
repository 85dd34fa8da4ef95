import { expect, test } from "vitest";
import { isMockError, MockError } from "../../src/mock-error.ts";

test("an error carries its code, its facts and its cause", () => {
  const cause = new Error("below");
  const error = new MockError("seq_unknown", "There is no commit 7.", { cause, facts: { last: 3 } });
  expect(error).toMatchObject({ name: "MockError", code: "seq_unknown", message: "There is no commit 7.", cause, facts: { last: 3 } });
});

test("the guard knows an error by its brand, not by its class", () => {
  const foreign = { code: "x", [Symbol.for("@plinto/mock/error")]: true };
  expect([isMockError(new MockError("x", "X.")), isMockError(foreign), isMockError(new Error("x")), isMockError(null), isMockError("x")]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("the guard narrows by code", () => {
  const error = new MockError("duration_invalid", "No.");
  expect([isMockError(error, "duration_invalid"), isMockError(error, "clock_backwards")]).toEqual([true, false]);
});
