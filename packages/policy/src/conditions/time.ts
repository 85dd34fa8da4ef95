/** Conditions on the moment of the request. */

import type { PeriodCondition, TimeWindowCondition } from "../document.ts";
import type { Check } from "../evaluation.ts";
import { parseInstant } from "../instant.ts";
import { sureUntil, type Zone } from "../zone.ts";

/** The days of the week, as they are numbered here. */
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const dayMs = 86_400_000;

/** Milliseconds after midnight of `hh:mm`. */
const millisecondsOf = (time: string): number => Number(time.slice(0, 2)) * 3_600_000 + Number(time.slice(3)) * 60_000;

/** Hours of days in a zone. */
export function timeWindowCheck({ days, from = "00:00", to = "24:00" }: TimeWindowCondition, zone: Zone): Check {
  const begins = millisecondsOf(from);
  const ends = millisecondsOf(to);
  const isDay = (day: number): boolean => days === undefined || days.includes(weekdays[day % 7]!);
  const passesMidnight = ends <= begins;
  return (evaluation) => {
    const { now } = evaluation;
    // The first of January 1970 was a Thursday; before it the days would be counted backwards.
    if (!(now >= 0)) {
      evaluation.boundAt(0);
      return evaluation.unknown("time_malformed");
    }
    const offset = zone(now);
    const day = Math.floor((now + offset) / dayMs);
    const time = now + offset - day * dayMs;
    const next = now + Math.min(begins > time ? begins : dayMs, ends > time ? ends : dayMs) - time;
    // On a day when the clock changes, nothing is said beyond the next moment at which it could.
    evaluation.boundAt(zone(next - 1) === offset ? next : sureUntil(zone, now));
    const today = isDay(day + 3);
    if (!passesMidnight) return today && time >= begins && time < ends;
    return (today && time >= begins) || (isDay(day + 2) && time < ends);
  };
}

/** Between two moments. */
export function periodCheck({ notBefore, notAfter }: PeriodCondition): Check {
  const begins = parseInstant(notBefore) ?? -Infinity;
  const ends = parseInstant(notAfter) ?? Infinity;
  return (evaluation) => {
    const { now } = evaluation;
    if (Number.isNaN(now)) return evaluation.unknown("time_malformed");
    evaluation.boundAt(begins);
    evaluation.boundAt(ends);
    return now >= begins && now < ends;
  };
}
