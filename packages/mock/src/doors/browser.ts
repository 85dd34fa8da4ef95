import type { RequestHandler } from "msw";
import { setupWorker } from "msw/browser";
import { MockError } from "../mock-error.ts";
import type { Mock } from "../mock.ts";
import { plintoHandlers } from "./msw.ts";

/** Options of {@link setupMockWorker}. */
export interface MockWorkerOptions {
  /** Where the worker script of msw is served. `/mockServiceWorker.js` when absent. */
  readonly serviceWorkerUrl?: string;
  /** Further msw handlers of yours. */
  readonly handlers?: readonly RequestHandler[];
}

/** The mock behind the network of this page. */
export interface MockWorker {
  /**
   * Registers the service worker and begins to answer every request below the mock's base URL.
   *
   * @throws MockError `service_worker_unavailable` when the page cannot have one, `service_worker_failed` when its script cannot be registered
   */
  start(): Promise<void>;
  /** Gives the network back. */
  stop(): Promise<void>;
}

/**
 * Puts the mock behind `fetch` of this page by a service worker. Serve msw's worker script (`npx msw init public`, or
 * the plugin `msw/vite`) from your own origin.
 *
 * @example
 * const worker = setupMockWorker(mock);
 * await worker.start();
 */
export function setupMockWorker(mock: Mock, options: MockWorkerOptions = {}): MockWorker {
  const { serviceWorkerUrl = "/mockServiceWorker.js", handlers = [] } = options;
  const worker = setupWorker(...plintoHandlers(mock), ...handlers);
  return {
    async start() {
      if (!("serviceWorker" in navigator)) {
        throw new MockError(
          "service_worker_unavailable",
          "This page cannot have a service worker: it must be served over https or from localhost. Pass mock.connect() to createPlinto instead.",
        );
      }
      try {
        // msw 2 and 3 name this option differently; each ignores the other's name.
        await worker.start({ serviceWorker: { url: serviceWorkerUrl }, quiet: true, onUnhandledRequest: "bypass", onUnhandledFrame: "bypass" } as Parameters<
          typeof worker.start
        >[0]);
      } catch (error) {
        throw new MockError(
          "service_worker_failed",
          `The service worker ${serviceWorkerUrl} could not be registered. Serve msw's script there: npx msw init <public folder>, or the plugin msw/vite.`,
          { cause: error },
        );
      }
    },
    async stop() {
      await worker.stop();
    },
  };
}
