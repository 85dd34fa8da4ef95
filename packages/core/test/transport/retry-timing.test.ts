import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, readRetryAfter } from "../../src/transport/retry-timing.ts";

const now = Date.UTC(2030, 0, 1);

test.each<[headers: Record<string, string>, status: number, want: number | undefined]>([
  [{}, 503, undefined],
  [{ "retry-after": "7" }, 503, 7_000],
  [{ "retry-after": "0" }, 429, 0],
  [{ "retry-after": "Tue, 01 Jan 2030 00:00:30 GMT" }, 503, 30_000],
  [{ "retry-after": "Mon, 31 Dec 2029 23:00:00 GMT" }, 503, 0],
  [{ "retry-after": "soon" }, 503, undefined],
  [{ ratelimit: '"api";r=0;t=12' }, 429, 12_000],
  [{ "ratelimit-reset": "9" }, 429, 9_000],
  [{ "retry-after": "1", ratelimit: '"api";r=0;t=12' }, 429, 1_000],
  [{ ratelimit: '"api";r=99;t=3000' }, 503, undefined],
])("reads %j of a %i as %j ms", (headers, status, want) => {
  expect(readRetryAfter(new Headers(headers), status, now)).toBe(want);
});

test("backs off anywhere between zero and a bound that doubles up to the maximum", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 255 }), (attempt, byte) => {
      const delay = backoffMs(attempt, { retries: 2, minDelayMs: 500, maxDelayMs: 8_000 }, { bytes: () => Uint8Array.of(byte) });
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(Math.min(8_000, 500 * 2 ** (attempt - 1)));
    }),
  );
});

test("uses the whole range of its jitter", () => {
  const bounds = [0, 255].map((byte) => backoffMs(1, { retries: 2, minDelayMs: 512, maxDelayMs: 8_000 }, { bytes: () => Uint8Array.of(byte) }));
  expect(bounds).toEqual([0, 510]);
});
