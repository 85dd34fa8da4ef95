/** Only what was entered: an empty field is none. */
export function given<Name extends string>(entries: Readonly<Record<Name, string>>): Partial<Record<Name, string>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== "")) as Partial<Record<Name, string>>;
}
