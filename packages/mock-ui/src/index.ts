import type { InspectorPanel, PanelOptions } from "./inspector/panel.ts";
import { readFile } from "./platform.ts";

export type { InspectorPanel, PanelOptions };

/** Beside this file, where the build puts them. */
const here = import.meta.url;
const folder = "./pages/";

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  woff2: "font/woff2",
  ttf: "font/ttf",
  json: "application/json",
  map: "application/json",
};

/** The media type of a file that belongs to a built page, by the end of its name. */
export function mediaTypeOf(file: string): string {
  return types[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
}

/** Pages and a panel for a mock: what `serveMock` and `setupMockWorker` take as `ui`. */
export interface MockPages {
  /** Answers a request for a page or one of its parts, or nothing when the path is none of its own. */
  handle(request: Request): Promise<Response | undefined>;
  /**
   * Shows the inspector over the page that it is called in. Its code is loaded by the first call.
   *
   * @returns how to close it
   */
  openPanel(options: PanelOptions): Promise<InspectorPanel>;
}

/** The policy of pages that hold everything they need. The inspector shows e-mails, which may have styles of their own. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'";
const inspectorPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const landing = "index.html";

/** Where its links begin. */
const mark = "<!-- links -->";

/** The pages, by the path that shows them. */
const pages: Readonly<Record<string, string>> = {
  "/": landing,
  "/docs": "docs/index.html",
  "/docs/": "docs/index.html",
  "/graphql": "graphql/index.html",
  "/graphql/": "graphql/index.html",
};

/**
 * The pages of a served mock: `/` shows demo people and the first request to try, `/docs` explores the API, `/graphql` is GraphiQL, `/__plinto`
 * (and `/w/<id>/__plinto`) inspects a world. Where the mock lives in a page, the inspector is a panel over it. All are part
 * of this package and ask nobody else for anything.
 *
 * @example
 * import { ui } from "@plinto/mock-ui";
 * await serveMock(mock, { port: 4010, ui });
 * // or, in a page:
 * await setupMockWorker(mock, { ui }).start();
 */
export const ui: MockPages = /* @__PURE__ */ pagesWith([]);

/** A page of somebody else that the landing page links to. */
export interface PageLink {
  readonly href: string;
  readonly text: string;
}

/**
 * The same pages, with further links before those of the landing page: to an application that is served beside the mock.
 *
 * @example
 * await serveMock(mock, { ui: pagesWith([{ href: "/app/", text: "Open the application" }]) });
 */
export function pagesWith(links: readonly PageLink[]): MockPages {
  const added = links.map(({ href, text }) => `<a href="${escaped(href)}">${escaped(text)}</a>`).join("");
  return {
    async handle(request) {
      return answer(request, added);
    },
    async openPanel(options) {
      // An application that shows no panel does not load it either.
      const { openPanel } = await import("./inspector/panel.ts");
      return openPanel(options);
    },
  };
}

async function answer(request: Request, links: string): Promise<Response | undefined> {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  const { pathname } = new URL(request.url);
  const file = pages[pathname] ?? inspectorAt(pathname, request) ?? assetOf(pathname);
  if (file === undefined) return undefined;
  let body: BodyInit;
  try {
    const bytes = await readFile(new URL(folder + file, here));
    body = file === landing && links !== "" ? new TextDecoder().decode(bytes).replace(mark, () => mark + links) : bytes;
  } catch {
    return new Response("There is no such page.\n", { status: 404, headers: { "content-type": "text/plain" } });
  }
  return new Response(body, {
    headers: {
      "content-type": mediaTypeOf(file),
      "cache-control": file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-store",
      "content-security-policy": file === inspector ? inspectorPolicy : policy,
      ...(file === inspector ? { vary: "Accept" } : {}),
    },
  });
}

const inspector = "inspector/index.html";

/** The control plane answers there too; a browser that goes to an address asks for a page. */
function inspectorAt(pathname: string, { headers }: Request): string | undefined {
  return /^(?:\/w\/[^/]+)?\/__plinto\/?$/.test(pathname) && headers.get("accept")?.includes("text/html") ? inspector : undefined;
}

/** A file of the build: a flat name below `assets/`, so that no path leads out of the folder. */
function assetOf(pathname: string): string | undefined {
  const name = /^\/__plinto\/ui\/assets\/([\w.-]+)$/.exec(pathname)?.[1];
  return name === undefined || name.startsWith(".") ? undefined : `assets/${name}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
