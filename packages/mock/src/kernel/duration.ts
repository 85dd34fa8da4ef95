import { MockError } from "../mock-error.ts";

const millisecondsPer: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const wholeDuration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const oneStep = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/**
 * Reads a duration: a number of milliseconds, or amounts with units in a row (`ms`, `s`, `m`, `h`, `d`).
 *
 * @returns milliseconds, rounded to whole ones
 * @throws MockError `duration_invalid`
 *
 * @example
 * parseDuration("1h30m"); // 5_400_000
 */
export function parseDuration(duration: string | number): number {
  const milliseconds = typeof duration === "number" ? duration : sumOfSteps(duration);
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new MockError(
      "duration_invalid",
      `${JSON.stringify(duration) ?? String(duration)} is not a duration. Give milliseconds (at least 0), or amounts with units such as "500ms", "90s", "15m", "2h", "30d" or "1h30m".`,
    );
  }
  return Math.round(milliseconds);
}

function sumOfSteps(text: string): number {
  if (!wholeDuration.test(text)) return Number.NaN;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(oneStep)) sum += Number(amount) * (millisecondsPer[unit as string] as number);
  return sum;
}
