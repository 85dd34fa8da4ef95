import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { build } from "vite";
import { inRoot } from "../../../../tooling/src/root.ts";

/** The page of this folder on an origin of its own (`?policy=strict` with a content security policy), and a network that notes who comes to it. */
export interface Site {
  readonly url: string;
  /** Where the mock stands by default: a real server, so that a request that leaves the page is noticed. */
  readonly api: string;
  /** What reached that server, or asked the page's own for anything below `/__api`. */
  readonly reached: string[];
  /** Whether msw's worker script is served. True at first. */
  servesWorker: boolean;
  close(): Promise<void>;
}

export type MswName = "msw" | "msw2";

/** Builds the page, with one of the versions of msw that the mock may be used with, and serves it. */
export async function serveSite(msw: MswName): Promise<Site> {
  const files = await buildPage(msw);
  const script = readFileSync(inRoot("packages", "mock", "node_modules", msw, "lib", "mockServiceWorker.js"), "utf8");
  const reached: string[] = [];
  const network = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "access-control-allow-origin": "*", "access-control-allow-headers": "*", "content-type": "application/json" });
    response.end('{"from":"the network"}');
  });
  const web = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://page");
    if (pathname.startsWith("/__api")) reached.push(`${request.method} ${pathname}`);
    const code = pathname === "/mockServiceWorker.js" ? (site.servesWorker ? script : undefined) : files.get(pathname);
    const policy = searchParams.get("policy") === "strict" ? { "content-security-policy": `default-src 'self'; connect-src *; img-src data:` } : {};
    if (pathname === "/") response.writeHead(200, { "content-type": "text/html", ...policy }).end(html);
    else if (code === undefined) response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    else response.writeHead(200, { "content-type": "text/javascript" }).end(code);
  });
  const [url, api] = await Promise.all([listen(web), listen(network)]);
  const site: Site = {
    url,
    api,
    reached,
    servesWorker: true,
    async close() {
      await Promise.all([web, network].map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())));
    },
  };
  return site;
}

const html = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Page</title>
<main><h1>A page under development</h1></main><script type="module" src="/app.js"></script></html>`;

async function buildPage(msw: MswName): Promise<Map<string, string>> {
  const result = await build({
    root: path.join(import.meta.dirname, "page"),
    configFile: false,
    logLevel: "warn",
    resolve: {
      conditions: ["@plinto/source", "module", "browser", "development|production"],
      alias: [
        { find: "@plinto/spec/openapi.json", replacement: inRoot("spec", "dist", "plinto.openapi.json") },
        { find: /^msw(?=$|\/)/, replacement: msw },
      ],
    },
    build: { write: false, target: "esnext", minify: false, lib: { entry: "app.ts", formats: ["es"], fileName: () => "app.js" } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ("output" in one ? one.output : []));
  return new Map(outputs.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source)]));
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}
