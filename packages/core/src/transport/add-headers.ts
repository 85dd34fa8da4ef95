/** Headers that somebody else may have set already. */

/** Sets what has a value and is not set yet: whoever comes first is heard. */
export function addHeaders(headers: Headers, values: Readonly<Record<string, string | false | undefined>>): void {
  for (const [name, value] of Object.entries(values)) if (value && !headers.get(name)) headers.set(name, value);
}
