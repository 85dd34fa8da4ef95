/** The time of day of a row. */
export function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
