import { readFile } from "node:fs/promises";

const folder = new URL("./pages/", import.meta.url);

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
  json: "application/json",
  map: "application/json",
};

/** Pages for a served mock: what `serveMock` takes as `ui`. */
export interface MockPages {
  /** Answers a request for a page or one of its parts, or nothing when the path is none of its own. */
  handle(request: Request): Promise<Response | undefined>;
}

/** The pages, by the path that shows them. */
const pages: Readonly<Record<string, string>> = { "/": "index.html", "/docs": "docs/index.html", "/docs/": "docs/index.html" };

/**
 * The pages of a served mock: `/` shows demo people and the first request to try, `/docs` explores the API. They are
 * part of this package and ask nobody else for anything.
 *
 * @example
 * import { ui } from "@plinto/mock-ui";
 * await serveMock(mock, { port: 4010, ui });
 */
export const ui: MockPages = {
  async handle(request) {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const { pathname } = new URL(request.url);
    const file = pages[pathname] ?? assetOf(pathname);
    if (file === undefined) return undefined;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(await readFile(new URL(file, folder)));
    } catch {
      return new Response("There is no such page.\n", { status: 404, headers: { "content-type": "text/plain" } });
    }
    return new Response(bytes, {
      headers: {
        "content-type": types[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream",
        "cache-control": file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-store",
        "content-security-policy":
          "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'",
      },
    });
  },
};

/** A file of the build: a flat name below `assets/`, so that no path leads out of the folder. */
function assetOf(pathname: string): string | undefined {
  const name = /^\/__plinto\/ui\/assets\/([\w.-]+)$/.exec(pathname)?.[1];
  return name === undefined || name.startsWith(".") ? undefined : `assets/${name}`;
}
