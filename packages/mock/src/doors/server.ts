import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { checkOptions } from "../check-options.ts";
import { controlPlane } from "../control/plane.ts";
import { ConnectionDropped } from "../faults.ts";
import { systemStopwatch } from "../kernel/system.ts";
import { MockError } from "../mock-error.ts";
import { internalsOf, type Mock } from "../mock.ts";
import type { Reply } from "../pipeline/exchange.ts";
import { problemOf, problemReply } from "../pipeline/problem.ts";
import { metricsText, metricsType } from "./metrics.ts";
import { nodeDoor } from "./server-deliver.ts";
import { incomingText } from "./server-body.ts";
import { loadTransport, serveSockets } from "./server-sockets.ts";
import { settleTarget } from "./server-target.ts";
import { refuseUnreadable } from "./server-refusal.ts";
import type { MockUi } from "./ui.ts";
export { persistToFolder, type PersistToFolderOptions } from "../persistence/folder/persist-to-folder.ts";

/** Options of {@link serveMock}. */
export interface ServeOptions {
  /** The port. 0, the default, takes a free one. */
  readonly port?: number;
  /** The address to listen on. `127.0.0.1` when absent: nobody else reaches it. */
  readonly host?: string;
  /** Pages from `@plinto/mock-ui`. */
  readonly ui?: MockUi;
}

/** A mock that answers on a port. */
export interface ServedMock {
  /** Where it answers; base URL and issuer of the mock, unless `createMock` was given one. */
  readonly url: string;
  /** Stops listening and ends open connections. A socket whose client does not answer its close within a second is dropped. */
  close(): Promise<void>;
}

/**
 * Serves the mock over HTTP and WebSocket, with its control plane below `/__plinto`, `/healthz`, `/metrics` for Prometheus and, with
 * `ui`, its pages.
 *
 * @throws MockError `port_in_use`, `port_forbidden`, `host_unknown`, `option_unknown`, `option_invalid`
 * @example
 * const { url, close } = await serveMock(mock, { port: 4010 });
 */
export async function serveMock(mock: Mock, options: ServeOptions = {}): Promise<ServedMock> {
  checkOptions("serveMock", options, ["port", "host", "ui"]);
  const { port = 0, host = "127.0.0.1", ui } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new MockError("option_invalid", "The option port must be a whole number from 0 to 65535.");
  if (typeof host !== "string" || host === "") throw new MockError("option_invalid", "The option host must be an address of this machine, such as 127.0.0.1.");
  const { handle, adoptBaseUrl, adoptDeliver } = internalsOf(mock);
  const api = async (url: URL, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    try {
      const reply = await handle(incoming.method!, url, {
        header: (name) => (incoming.headers[name] as string | undefined) ?? null,
        text: () => incomingText(incoming),
        address: incoming.socket.remoteAddress ?? null,
      });
      send(outgoing, reply);
    } catch (error) {
      if (error instanceof ConnectionDropped) outgoing.destroy();
      else send(outgoing, problemReply(problemOf(error), "none", undefined));
    }
  };
  const control = controlPlane(mock);
  const begunAt = systemStopwatch();
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const url = new URL(request.url);
      if (url.pathname === "/metrics" && request.method === "GET") {
        return new Response(metricsText(mock, (systemStopwatch() - begunAt) / 1000), { headers: { "content-type": metricsType } });
      }
      if (url.pathname === "/healthz") return new Response("ok\n", { headers: { "content-type": "text/plain" } });
      // The pages' assets lie below the control plane's prefix, so they are asked first.
      const own = (await ui?.handle(request)) ?? (await control(request, url.pathname, (incoming as IncomingMessage).socket.remoteAddress ?? "unknown"));
      if (own) return own;
      await api(url, incoming as IncomingMessage, outgoing as ServerResponse);
      return RESPONSE_ALREADY_SENT;
    },
    { overrideGlobalObjects: false },
  );
  // Node itself would answer a request without Host by an empty 400.
  const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
    const fault = settleTarget(incoming);
    if (fault !== undefined) send(outgoing, problemReply({ code: "request_malformed", detail: fault, headers: { connection: "close" } }, "none", undefined));
    // RFC 9110 section 9.3.7: about the server as a whole.
    else if (incoming.url === "*") send(outgoing, { status: 204, headers: { allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" }, body: null });
    // What can only be the API's needs no `Request`, and methods that no `Request` may have are answered like others.
    else if (apiPath.test(incoming.url!) || incoming.method === "TRACE") void api(new URL(`http://localhost${incoming.url}`), incoming, outgoing);
    else void listener(incoming, outgoing);
  });
  server.on("clientError", refuseUnreadable);
  const endSockets = serveSockets(server, mock, await loadTransport());
  await mock.ready();
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
  adoptBaseUrl(url);
  const deliveries = nodeDoor();
  adoptDeliver(deliveries);
  return {
    url: mock.baseUrl.startsWith(url) ? mock.baseUrl : url,
    async close() {
      const socketsAreGone = endSockets();
      const serverIsClosed = new Promise<void>((resolve) => void server.close(() => resolve()));
      deliveries.close();
      server.closeAllConnections();
      await Promise.all([socketsAreGone, serverIsClosed]);
    },
  };
}

/** The paths that no page and no control plane has, of this world and of others. */
const apiPath = /^\/(?:w\/[^/?]+\/)?(?:v1|api|\.well-known)\//;

/** The answer goes to the socket as it is: a `Response` in between would only be taken apart again. */
function send(outgoing: ServerResponse, { status, headers, body }: Reply): void {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  if (body !== null) outgoing.setHeader("content-length", Buffer.byteLength(body));
  outgoing.end(body ?? undefined);
}

/** What resolving or binding a name that is no address of this machine ends in; without a network too. */
const unknownHost: ReadonlySet<string> = new Set(["ENOTFOUND", "EADDRNOTAVAIL", "EAI_AGAIN", "EAI_FAIL", "EINVAL"]);

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        reject(new MockError("port_in_use", `Port ${port} is in use. Stop what listens there, or choose another port (0 takes a free one).`, { cause: error }));
      else if (error.code === "EACCES")
        reject(new MockError("port_forbidden", `Port ${port} may not be used by this account. Choose one above 1023.`, { cause: error }));
      else if (unknownHost.has(error.code ?? ""))
        reject(new MockError("host_unknown", `This machine has no address ${JSON.stringify(host)}. Use 127.0.0.1.`, { cause: error }));
      else reject(error);
    });
    server.listen(port, host, resolve);
  });
}
