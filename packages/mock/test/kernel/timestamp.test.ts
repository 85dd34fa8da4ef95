import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTimestamp, parseTimestamp } from "../../src/kernel/timestamp.ts";

test("an instant is written in UTC with milliseconds", () => {
  expect(formatTimestamp(1_893_456_000_000)).toBe("2030-01-01T00:00:00.000Z");
});

test("what was written is read back, from text, Date and number alike", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }), (date) => {
      const at = date.getTime();
      expect([parseTimestamp(formatTimestamp(at)), parseTimestamp(date), parseTimestamp(at)]).toEqual([at, at, at]);
    }),
  );
});

test.each([
  ["2030-01-01", 1_893_456_000_000],
  ["2030-01-01T01:00:00+01:00", 1_893_456_000_000],
  ["2030-01-01T00:00Z", 1_893_456_000_000],
])("%s is read by its offset from UTC", (text, at) => {
  expect(parseTimestamp(text)).toBe(at);
});

test.each(["2030-01-01T00:00:00", "tomorrow", "1 Jan 2030", "2030-13-01", "", Number.NaN, new Date("x")])(
  "%j says no instant, whatever the time zone, and is refused",
  (instant) => {
    expect(() => parseTimestamp(instant)).toThrow(
      expect.objectContaining({ code: "timestamp_invalid", message: expect.stringContaining("milliseconds since 1970") }),
    );
  },
);
