import type { Reply } from "../pipeline/exchange.ts";

/** A page. It runs no script and loads nothing; its forms go where `formTargets` say. */
export function pageReply(status: number, page: string, styleHash: string, formTargets: readonly string[] = []): Reply {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // The empty icon, so that nobody asks for one.
    "img-src data:",
    `form-action ${["'self'", ...formTargets].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Its origin is nobody's, as that of a real provider is none of the application's: also where a service worker answers
    // for the application's own origin, which would take the page for one of the application's.
    "sandbox allow-forms allow-scripts",
  ].join("; ");
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      vary: "Accept",
    },
    body: page,
  };
}

/** Sends the browser elsewhere, by GET whatever it came with. */
export function redirectReply(location: string): Reply {
  return { status: 303, headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" }, body: null };
}

/** An answer of OAuth in the form of a query, as GitHub gives it to who does not ask for JSON. */
export function formReply(status: number, fields: Readonly<Record<string, string>>): Reply {
  return {
    status,
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8", "cache-control": "no-store" },
    body: new URLSearchParams(fields).toString(),
  };
}
