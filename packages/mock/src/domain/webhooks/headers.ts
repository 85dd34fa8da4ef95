/** Headers that a delivery has by itself, or that say how its body is sent. */
const taken: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "date",
  "expect",
  "host",
  "keep-alive",
  "origin",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
]);

/** A fault of the input, as a problem has it. */
export interface HeaderFault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  // What a refusal carries is JSON for the compiler too.
  readonly [member: string]: string;
}

/** How many custom headers an endpoint may have. */
export const mostHeaders = 20;

/** What speaks against so many custom headers, those that were there before included. */
export function headersTooMany(headers: object): HeaderFault[] {
  if (Object.keys(headers).length <= mostHeaders) return [];
  const message = `customHeaders must have at most ${mostHeaders} headers, those that the endpoint has already included`;
  return [{ pointer: "/customHeaders", code: "maxProperties", message }];
}

/** What speaks against custom headers besides their spelling. */
export function headerFaults(headers: object): HeaderFault[] {
  const seen = new Set<string>();
  return Object.keys(headers).flatMap((name) => {
    const lower = name.toLowerCase();
    const pointer = `/customHeaders/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (taken.has(lower) || lower.startsWith("webhook-"))
      return [{ pointer, code: "reserved", message: `${name} is a header that deliveries have by themselves` }];
    if (seen.has(lower)) return [{ pointer, code: "duplicate", message: `${name} is named twice` }];
    seen.add(lower);
    return [];
  });
}
