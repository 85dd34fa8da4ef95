/** The origin of an allowed origin whose port may be any, as `http://localhost:*`; undefined for every other one. */
export function loopbackPattern(allowed: string): string | undefined {
  return /^(https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\*$/.exec(allowed)?.[1];
}

/** Whether what follows a host names a port that there is, or none. */
export function isPortOrNone(text: string): boolean {
  return text === "" || (/^:\d{1,5}$/.test(text) && Number(text.slice(1)) <= 65_535);
}

/** Whether a browser's origin is an allowed one: exactly, but for the port of a loopback host that may be any. */
export function originMatches(origin: string, allowed: string): boolean {
  if (origin === allowed) return true;
  const loopback = loopbackPattern(allowed);
  return loopback !== undefined && origin.startsWith(loopback) && isPortOrNone(origin.slice(loopback.length));
}
