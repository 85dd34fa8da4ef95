import type { RequestHandler } from "msw";
import { setupServer } from "msw/node";
import type { Mock } from "../mock.ts";
import { plintoHandlers } from "./msw.ts";

/** The mock behind the network of this process. */
export interface MockServer {
  /** Begins to answer every request below the mock's base URL. Listening twice is no error. */
  listen(): void;
  /** Gives the network back. */
  close(): void;
}

/**
 * Puts the mock behind `fetch` and `node:http` of this process, for those without an msw setup of their own. Requests
 * to other hosts go through.
 *
 * @param handlers further msw handlers of yours
 * @example
 * const server = setupMockServer(mock);
 * server.listen();
 */
export function setupMockServer(mock: Mock, ...handlers: RequestHandler[]): MockServer {
  const server = setupServer(...plintoHandlers(mock), ...handlers);
  let listening = false;
  return {
    listen() {
      if (listening) return;
      // msw 2 and 3 name this option differently; each ignores the other's name.
      server.listen({ onUnhandledRequest: "bypass", onUnhandledFrame: "bypass" } as Parameters<typeof server.listen>[0]);
      listening = true;
    },
    close() {
      if (!listening) return;
      server.close();
      listening = false;
    },
  };
}
