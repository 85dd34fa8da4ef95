import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createMock, type AcmeSeed, type Mock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { build } from "vite";

/** The page of this folder, and beside it a server of the mock whose time the test moves. */
export interface LiveSite {
  readonly mock: Mock<AcmeSeed>;
  readonly orgId: string;
  /** The page with the addresses that it needs. */
  readonly url: string;
  /** Makes teams, one after the other, by the environment's key. */
  makeTeams(...names: string[]): Promise<void>;
  /** How often an operation was called. */
  calls(operationId: string): number;
  close(): Promise<void>;
}

export async function serveLiveSite(): Promise<LiveSite> {
  const mock = createMock({ clock: "virtual" });
  const api = await serveMock(mock);
  const result = await build({
    root: path.join(import.meta.dirname, "page"),
    configFile: false,
    logLevel: "warn",
    resolve: { conditions: ["@plinto/source", "module", "browser", "development|production"] },
    build: { write: false, target: "esnext", minify: false, lib: { entry: "app.ts", formats: ["es"], fileName: () => "app.js" } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ("output" in one ? one.output : []));
  const files = new Map(outputs.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source)]));
  const web = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://page");
    const code = files.get(pathname);
    if (pathname === "/") response.writeHead(200, { "content-type": "text/html" }).end(html);
    else response.writeHead(code === undefined ? 404 : 200, { "content-type": "text/javascript" }).end(code ?? "");
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const orgId = mock.seed.organizations.acme.id;
  const query = new URLSearchParams({ api: api.url, key: mock.keys.publishableKey });
  return {
    mock,
    orgId,
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/?${query}`,
    async makeTeams(...names) {
      for (const name of names) {
        const answer = await fetch(`${api.url}/v1/organizations/${orgId}/teams`, {
          method: "POST",
          headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
          body: JSON.stringify({ name }),
        });
        if (answer.status !== 201) throw new Error(`The team ${name} was not made: ${await answer.text()}`);
      }
    },
    calls: (operationId) => mock.requests.filter((request) => request.operationId === operationId).length,
    async close() {
      await Promise.all([new Promise((resolve) => web.close(resolve).closeAllConnections()), api.close()]);
    },
  };
}

const html = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Live</title><h1>Live events</h1><script type="module" src="/app.js"></script></html>`;
