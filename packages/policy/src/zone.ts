/** How far the clock on the wall of a zone is from UTC. */

/** Milliseconds to add to a moment to get what the clock on the wall shows. */
export type Zone = (moment: number) => number;

/** Clocks of all zones change at a quarter of an hour, since they are what they are by law. */
const quarterMs = 900_000;

const keptQuarters = 64;

/**
 * The clock of a zone, by its name in the IANA database. Undefined for a name that the platform does not know. What it
 * finds out holds for a quarter of an hour and is kept: asking Intl takes microseconds.
 */
export function zoneOf(name: string): Zone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  const kept = new Map<number, number>();
  return (moment) => {
    const quarter = Math.floor(moment / quarterMs);
    const known = kept.get(quarter);
    if (known !== undefined) return known;
    const start = offsetAt(format, quarter * quarterMs);
    // Before there were such laws clocks changed in between, and in St. John's at one minute past midnight until 2011.
    if (start !== offsetAt(format, (quarter + 1) * quarterMs - 1000)) return offsetAt(format, moment);
    if (kept.size >= keptQuarters) kept.clear();
    kept.set(quarter, start);
    return start;
  };
}

/** The moment up to which an offset is sure to hold: the end of the quarter, or of the second in one in which the clock changes. */
export function sureUntil(zone: Zone, moment: number): number {
  const end = (Math.floor(moment / quarterMs) + 1) * quarterMs;
  return zone(end - 1000) === zone(moment) ? end : (Math.floor(moment / 1000) + 1) * 1000;
}

function offsetAt(format: Intl.DateTimeFormat, moment: number): number {
  // "3/29/2026, 03:00:00": six numbers, whatever stands between them.
  const [month, day, year, hour, minute, second] = format.format(moment).match(/\d+/g)!.map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}
