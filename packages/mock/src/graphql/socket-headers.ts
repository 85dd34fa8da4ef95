/** What a client says of itself when it begins, as headers of the calls that it makes on its socket. */
export function headersOf(params: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const known = ["authorization", "plinto-organization", "plinto-device", "plinto-publishable-key", "plinto-version"];
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (known.includes(name.toLowerCase()) && typeof value === "string" ? [[name.toLowerCase(), value]] : [])),
  );
}
