import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { build } from "vite";
import { inRoot } from "../../../../tooling/src/root.ts";

/** The page of this folder, on localhost: the one host of plain HTTP that may use passkeys. */
export interface PasskeySite {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page and serves it. */
export async function servePasskeySite(): Promise<PasskeySite> {
  const files = await buildPage();
  const web = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://page");
    const code = files.get(pathname);
    if (pathname === "/") response.writeHead(200, { "content-type": "text/html" }).end(html);
    else if (code === undefined) response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    else response.writeHead(200, { "content-type": "text/javascript" }).end(code);
  });
  await new Promise<void>((resolve) => web.listen(0, "localhost", resolve));
  return {
    url: `http://localhost:${(web.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => web.close(() => resolve()).closeAllConnections()),
  };
}

const html = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Sign in</title>
<main><h1>Sign in</h1><label>E-mail <input name="email" autocomplete="username webauthn"></label></main><script type="module" src="/app.js"></script></html>`;

async function buildPage(): Promise<Map<string, string>> {
  const result = await build({
    root: path.join(import.meta.dirname, "page"),
    configFile: false,
    logLevel: "warn",
    resolve: {
      conditions: ["@plinto/source", "module", "browser", "development|production"],
      alias: [{ find: "@plinto/spec/openapi.json", replacement: inRoot("spec", "dist", "plinto.openapi.json") }],
    },
    build: { write: false, target: "esnext", minify: false, lib: { entry: "app.ts", formats: ["es"], fileName: () => "app.js" } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ("output" in one ? one.output : []));
  return new Map(outputs.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source)]));
}
