import { isPortOrNone } from "./origins.ts";
import type { EnvironmentRow } from "./table.ts";

/**
 * Whether a link may lead there: to one of the environment's redirect URLs, letter by letter. An entry for a loopback
 * host that names no port stands for every port (RFC 8252 section 7.3), and without a path for every page there.
 */
export function isRedirectAllowed(environment: EnvironmentRow, url: string): boolean {
  return environment.redirectUrls.some((allowed) => matches(url, allowed));
}

/**
 * The address of a link in an e-mail. The token stands in the fragment, which browsers do not send, so that it stays
 * out of the logs of whoever serves the page.
 *
 * @param redirectUrl where it leads; the environment's first redirect URL that is a whole one when absent, else a page of this API
 */
export function linkWithToken(environment: EnvironmentRow, redirectUrl: string | undefined | null, baseUrl: string, token: string): string {
  const target = redirectUrl ?? environment.redirectUrls.find((url) => !portlessLoopback.test(url)) ?? `${baseUrl}/-`;
  return `${target.replace(/#.*$/s, "")}#token=${token}`;
}

const portlessLoopback = /^(https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(\/.*)?$/;

function matches(url: string, allowed: string): boolean {
  if (url === allowed) return true;
  const loopback = portlessLoopback.exec(allowed);
  if (!loopback || !url.startsWith(loopback[1]!)) return false;
  const [, origin, path] = loopback;
  // What follows the host is a port and then the end of the authority: no user name, no longer host name.
  const [, port, page] = /^([^/?#]*)(.*)$/s.exec(url.slice(origin!.length))!;
  return isPortOrNone(port!) && (path === undefined || page === path);
}
