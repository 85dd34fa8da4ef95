import type { RequestHandler } from "msw";
import { checkOptions } from "../check-options.ts";
import { systemFetch } from "../kernel/system.ts";
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
 * @throws MockError `option_unknown`
 * @example
 * const worker = setupMockWorker(mock);
 * await worker.start();
 */
export function setupMockWorker(mock: Mock, options: MockWorkerOptions = {}): MockWorker {
  checkOptions("setupMockWorker", options, ["serviceWorkerUrl", "handlers"]);
  const { serviceWorkerUrl = "/mockServiceWorker.js", handlers = [] } = options;
  let stop = (): unknown => undefined;
  return {
    async start() {
      if (typeof navigator === "undefined" || !("serviceWorker" in navigator)) {
        throw new MockError(
          "service_worker_unavailable",
          "There can be no service worker here: it takes a page that is served over https or from localhost. Pass mock.connect() to createPlinto instead.",
        );
      }
      const failed = (cause: unknown): MockError =>
        new MockError(
          "service_worker_failed",
          `The service worker ${serviceWorkerUrl} could not be registered. Serve msw's script there: npx msw init <public folder>, or the plugin msw/vite.`,
          { cause },
        );
      // Asked before msw is: a worker that it cannot register leaves a rejection behind that nobody can catch.
      await requireScript(serviceWorkerUrl).catch((error: unknown) => Promise.reject(failed(error)));
      // Only pages can load it: elsewhere the import itself would fail, before anything could be said.
      const { setupWorker } = await import("msw/browser");
      const worker = setupWorker(...plintoHandlers(mock), ...handlers);
      try {
        // msw 2 and 3 name this option differently; each ignores the other's name.
        await worker.start({ serviceWorker: { url: serviceWorkerUrl }, quiet: true, onUnhandledRequest: "bypass", onUnhandledFrame: "bypass" } as Parameters<
          typeof worker.start
        >[0]);
        stop = () => worker.stop();
      } catch (error) {
        // Half started, it would stand in the way of the next one.
        await worker.stop();
        throw failed(error);
      }
    },
    async stop() {
      await stop();
    },
  };
}

/** Whether a script is served at this address. Development servers answer a page for everything they do not know. */
async function requireScript(url: string): Promise<void> {
  const response = await systemFetch(url);
  const type = response.headers.get("content-type") ?? "none";
  if (!response.ok || !/\bjavascript\b/i.test(type)) throw new Error(`${url} answered ${response.status} with the content type ${type}`);
}
