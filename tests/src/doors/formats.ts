/**
 * The formats of the description, written again for the judge of the answers: the mock's own would agree with the mock
 * in every mistake.
 */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  /** RFC 3339 in UTC with milliseconds, as the description promises, and a day that exists. */
  "date-time": (text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && new Date(text).toISOString() === text,
  email: (text) => /^[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+$/.test(text),
  uri: (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
};
