import type { Language } from "./words.ts";

const units: readonly (readonly [unit: "day" | "hour" | "minute" | "second", milliseconds: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** A time to live in words: `7 days`, `10 Minuten`. */
export function durationInWords(milliseconds: number, language: Language): string {
  const [unit, size] = units.find(([, length]) => milliseconds >= length) ?? ["second", 1000];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(Math.round(milliseconds / size));
}
