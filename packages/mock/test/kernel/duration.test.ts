import { expect, test } from "vitest";
import { parseDuration } from "../../src/kernel/duration.ts";

test.each([
  [0, 0],
  [1_500, 1_500],
  ["500ms", 500],
  ["90s", 90_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["30d", 2_592_000_000],
  ["1h30m", 5_400_000],
  ["1m500ms", 60_500],
  ["0.5s", 500],
])("%s is %d milliseconds", (duration, milliseconds) => {
  expect(parseDuration(duration)).toBe(milliseconds);
});

test.each(["", "15", "m", "15 m", "-5m", "1h 30m", "soon", "15min", "1e3s", -1, Number.NaN, Number.POSITIVE_INFINITY])(
  "%j is no duration, and the error shows how one is written",
  (duration) => {
    expect(() => parseDuration(duration)).toThrow(expect.objectContaining({ code: "duration_invalid", message: expect.stringContaining('"15m"') }));
  },
);
