/** A W3C trace context that came with a request. */
export interface Trace {
  readonly traceId: string;
  /** The header to answer with. */
  readonly echo: string;
}

/** Reads `traceparent` (W3C Trace Context section 3.2). Anything malformed is as if it were absent. */
export function parseTraceparent(header: string | null): Trace | undefined {
  const match = header === null ? null : /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(header);
  if (!match || match[1] === "ff" || /^0+$/.test(match[2]!) || /^0+$/.test(match[3]!)) return undefined;
  return { traceId: match[2]!, echo: header! };
}
