import fc from "fast-check";
import { expect, test } from "vitest";
import { isDateTime } from "../../src/validation/formats.ts";

const digits = (value: number, length: number): string => String(value).padStart(length, "0");

test("a date-time is taken exactly when its day exists", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (year, month, day) => {
      const text = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T12:00:00.000Z`;
      const read = new Date(text);
      expect(isDateTime(text)).toBe(!Number.isNaN(read.getTime()) && read.getUTCDate() === day);
    }),
    { numRuns: 2000 },
  );
});

test("the last day of February is right over four centuries", () => {
  const years = Array.from({ length: 401 }, (_, index) => 1600 + index);
  const leap = years.filter((year) => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1);
  expect(years.filter((year) => isDateTime(`${year}-02-29T00:00:00Z`))).toEqual(leap);
  expect(years.filter((year) => isDateTime(`${year}-02-30T00:00:00Z`))).toEqual([]);
});

// 9999-12-31T23:59:59.999-23:59 is in the year 10000 of UTC, which no timestamp of the API can say.
test("an instant is taken exactly when the API can write it, with a year before it to spare", () => {
  const first = Date.parse("0001-01-01T00:00:00.000Z");
  fc.assert(
    fc.property(
      fc.constantFrom("0000-12-31", "0001-01-01", "2030-06-15", "9999-12-31"),
      fc.integer({ min: 0, max: 86_399_999 }).map((ms) => new Date(ms).toISOString().slice(11, -1)),
      fc.constantFrom("Z", "+00:01", "-00:01", "+23:59", "-23:59"),
      (day, time, offset) => {
        const text = `${day}T${time}${offset}`;
        const at = Date.parse(text);
        expect(isDateTime(text)).toBe(at >= first && new Date(at).toISOString().length === 24);
      },
    ),
  );
  const edges = ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "0000-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999-00:01"];
  expect(edges.filter(isDateTime)).toEqual(edges.slice(0, 2));
});

test("times and offsets out of range, other separators and a missing zone are refused", () => {
  const wrong = [
    "2030-01-01T24:00:00Z",
    "2030-01-01T00:60:00Z",
    "2030-01-01T00:00:60Z",
    "2030-01-01T00:00:00+24:00",
    "2030-01-01T00:00:00-00:60",
    "2030-01-01 00:00:00Z",
    "2030-01-01T00:00:00",
    "2030-01-01",
  ];
  const right = ["2030-01-01T00:00:00Z", "2030-01-01T23:59:59.123456789-23:59"];
  expect([...wrong, ...right].filter(isDateTime)).toEqual(right);
});
