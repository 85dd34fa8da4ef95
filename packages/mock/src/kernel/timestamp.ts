import { MockError } from "../mock-error.ts";

/**
 * Writes an instant as the API does: RFC 3339 in UTC with milliseconds.
 *
 * @param at milliseconds since 1970
 *
 * @example
 * formatTimestamp(1_893_456_000_000); // "2030-01-01T00:00:00.000Z"
 */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Reads an instant: milliseconds since 1970, a `Date`, or a text that says its offset from UTC or is a bare date.
 *
 * @returns milliseconds since 1970
 * @throws MockError `timestamp_invalid`
 */
export function parseTimestamp(instant: Date | string | number): number {
  const at = typeof instant === "string" ? (unambiguous.test(instant) ? Date.parse(instant) : Number.NaN) : Number(instant);
  if (Number.isNaN(new Date(at).getTime())) {
    throw new MockError(
      "timestamp_invalid",
      `${JSON.stringify(instant) ?? String(instant)} is not an instant. Give milliseconds since 1970, a Date, or a text such as "2030-01-01T00:00:00.000Z".`,
    );
  }
  return at;
}

// A text without an offset would be read in the time zone of whoever runs the test.
const unambiguous = /^[+-]?\d{4,6}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
