/** Moments as RFC 3339 writes them. */

const pattern = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3])(?::[0-5]\d){2})(\.\d{1,9})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Milliseconds since 1970-01-01T00:00:00Z. Undefined for what is no moment, the 30th of February included. */
export function parseInstant(text: unknown): number | undefined {
  if (typeof text !== "string" || text.length > 40) return undefined;
  const match = pattern.exec(text.toUpperCase());
  if (!match) return undefined;
  const [, date, time, fraction = "", zone] = match;
  // Some engines take the 30th of February for the 2nd of March, and not all take any number of digits.
  if (new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(date!.slice(8))) return undefined;
  return Date.parse(`${date}T${time}.${fraction.slice(1, 4).padEnd(3, "0")}${zone}`);
}
