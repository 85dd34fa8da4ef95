/**
 * The formats that the description uses, checked in linear time. Shared by the generated validators and by the tool
 * that generates them.
 */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": isDateTime,
  email: isEmailAddress,
  uri: isUri,
};

const dateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(Z|[+-](\d{2}):(\d{2}))$/;

/** The first instant of the API, in milliseconds since 1970: dates of most languages and stores begin with the year 1. */
export const firstInstant: number = Date.parse("0001-01-01T00:00:00.000Z");

/** The last instant of the API: a timestamp has a year of four digits. */
export const lastInstant: number = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * RFC 3339 section 5.6, with days that exist, in the years 1 to 9999 of UTC: what is taken can be shown. A leap second is
 * refused, as JavaScript's own Date does.
 */
export function isDateTime(text: string): boolean {
  const match = dateTime.exec(text);
  if (!match) return false;
  const [, year, month, day, hour, minute, second, , offsetHour = "0", offsetMinute = "0"] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return false;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > daysOf(Number(year), Number(month))) return false;
  const at = Date.parse(text);
  return at >= firstInstant && at <= lastInstant;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** An address that can be delivered to: a dot-atom, an @, and a domain of at least two labels (RFC 5321 section 4.1.2). */
export function isEmailAddress(text: string): boolean {
  if (text.length > 254) return false;
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64) return false;
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split(".");
  return labels.length > 1 && labels.every((label) => label.length <= 63 && /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label));
}

/** An absolute http or https URL without control characters or credentials. */
export function isUri(text: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.username === "" && url.password === "";
}
