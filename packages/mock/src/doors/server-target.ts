import type { IncomingMessage } from "node:http";

/**
 * Brings the target of a request into the form that the rest reads: path and query in `url`, the authority in `host`.
 *
 * @returns what is wrong with it, for people; undefined when it can be answered
 */
export function settleTarget(incoming: IncomingMessage): string | undefined {
  const target = incoming.url!;
  if (target === "*") return incoming.method === "OPTIONS" ? undefined : "The target * is for OPTIONS only.";
  const hosts = incoming.headersDistinct["host"] ?? [];
  if (hosts.length > 1) return "Send the header Host once.";
  if (!target.startsWith("/")) {
    // The form in which a proxy is asked (RFC 9112 section 3.2.2): what it names counts, whatever Host says.
    const url = /^https?:\/\/[^/]/i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
    if (!url || url.username !== "" || url.password !== "") return "The target of a request is a path that begins with /, or an absolute http URL.";
    incoming.url = url.pathname + url.search;
    incoming.headers.host = url.host;
    return undefined;
  }
  const [host] = hosts;
  if (host === undefined) {
    if (incoming.httpVersion !== "1.0") return "Send the header Host.";
    // Nobody's name: such a request may ask the API, but it has not named this machine to steer the mock.
    incoming.headers.host = "unknown.invalid";
    return undefined;
  }
  return isHost(host) ? undefined : "The header Host must be a name or an address, with or without a port.";
}

function isHost(host: string): boolean {
  return /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host) && URL.canParse(`http://${host}/`);
}
