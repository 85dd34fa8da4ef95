/** Cookies that no script reads. */

/** The cookies of an endpoint, by what they hold. */
export interface CookieNames {
  readonly refresh: string;
  readonly access: string;
  readonly device: string;
}

/** With this prefix browsers take a cookie from this very host alone, over TLS, for the whole of it (RFC 6265bis section 4.1.3.2). */
const prefix = "__Host-";

/** Names the cookies. */
export function cookieNames(name: string): CookieNames {
  return { refresh: `${prefix}${name}-refresh`, access: `${prefix}${name}-access`, device: `${prefix}${name}-device` };
}

/** What a browser sent under a name. Only what a header can carry unchanged was ever set. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [key = "", value = ""] = pair.trim().split("=", 2);
    if (key === name && /^[\w.~+/-]+$/.test(value)) return value;
  }
  return undefined;
}

/** `Set-Cookie`: out of reach of scripts, never sent by what another site posts. */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}; HttpOnly; Secure; SameSite=Lax`;
}

/** `Set-Cookie` that ends a cookie. */
export function clearCookie(name: string): string {
  return setCookie(name, "", 0);
}
