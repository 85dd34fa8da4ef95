import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { onTestFinished } from "vitest";

/** Serves a listener of `node:http` until the test ends. */
export async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeLater(server);
  return urlOf(server);
}

/** Serves a function of the Fetch API until the test ends. */
export async function served(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const ready = Promise.withResolvers<void>();
  const server = serve({ fetch, port: 0, hostname: "127.0.0.1" }, () => ready.resolve()) as Server;
  closeLater(server);
  await ready.promise;
  return urlOf(server);
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closeLater(server: Server): void {
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}
