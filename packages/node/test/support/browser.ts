/** A page of one origin and its cookies, without a browser: what its scripts see, and what they do not. */
export interface Page {
  /** The `fetch` of the page's scripts. A path is one of its own server. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Cookies by name: no script reads them. */
  readonly cookies: Map<string, string>;
  /** `Set-Cookie` as the server sent it, newest last. */
  readonly setCookies: string[];
  /** The texts of all answers that scripts have read. */
  readonly seen: string[];
}

/** Opens a page. @param server answers what is asked of its own origin @param others answers all else */
export function openPage(
  server: (request: Request) => Promise<Response>,
  others: (url: string, init: RequestInit) => Promise<Response>,
  origin: string = "https://app.example.test",
): Page {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  const seen: string[] = [];
  const keep = (line: string): void => {
    setCookies.push(line);
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/Max-Age=0\b/.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  };
  return {
    cookies,
    setCookies,
    seen,
    async fetch(url, init) {
      const isOwn = url.startsWith("/") || url.startsWith(`${origin}/`);
      const response = isOwn ? await server(requestOf(new URL(url, origin), init, cookies, origin)) : await others(url, init);
      if (isOwn) for (const line of response.headers.getSetCookie()) keep(line);
      seen.push(await response.clone().text());
      return response;
    },
  };
}

function requestOf(url: URL, init: RequestInit, cookies: Map<string, string>, origin: string): Request {
  const headers = new Headers(init.headers);
  if (init.credentials === "include" && cookies.size > 0) headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
  headers.set("origin", origin);
  headers.set("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0");
  return new Request(url, { ...init, headers });
}
