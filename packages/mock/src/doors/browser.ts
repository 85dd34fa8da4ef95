import { http, passthrough, ws, type RequestHandler } from "msw";
import { checkOptions } from "../check-options.ts";
import { systemTime } from "../kernel/system.ts";
import { MockError } from "../mock-error.ts";
import { internalsOf, type Mock } from "../mock.ts";
import { answer } from "./answer.ts";
import { showBadge } from "./badge.ts";
import { gateFetch, mockMark } from "./fetch-gate.ts";
import { socketHandler } from "./msw-sockets.ts";
import { PageInspector } from "./page-inspector.ts";
import type { MockPanelUi } from "./ui.ts";
import { watchPage } from "./watch-page.ts";
import { WorkerLink } from "./worker-link.ts";
export { persistToIndexedDb, type PersistToIndexedDbOptions } from "../persistence/indexed-db/persist-to-indexed-db.ts";

/** Options of {@link setupMockWorker}. */
export interface MockWorkerOptions {
  /** Where the worker script of msw is served. `/mockServiceWorker.js` when absent. */
  readonly serviceWorkerUrl?: string;
  /** Further msw handlers of yours. */
  readonly handlers?: readonly RequestHandler[];
  /** Whether a small badge in the page's corner says that the mock is live. It can be closed. True when absent. */
  readonly badge?: boolean;
  /**
   * The inspector, `ui` of `@plinto/mock-ui`: the badge then has a button that opens it over the page. It is loaded when it
   * is first opened. None when absent.
   */
  readonly ui?: MockPanelUi;
}

/** The mock behind the network of this page. */
export interface MockWorker {
  /**
   * Registers the service worker and begins to answer every request below the mock's base URL. Starting twice is no error.
   *
   * @throws MockError `service_worker_unavailable` when the page cannot have one, `service_worker_failed` when its script
   *   cannot be registered or does not control the page; with `persist` also what keeps the state from being opened
   */
  start(): Promise<void>;
  /** Gives the network back and takes badge and inspector away. */
  stop(): Promise<void>;
  /**
   * Opens the inspector over the page, as the badge does. What is open stays so.
   *
   * @throws MockError `inspector_unavailable` without the option `ui`, or before `start`
   */
  openInspector(): Promise<void>;
}

/**
 * Puts the mock behind `fetch` of this page by a service worker. Serve msw's worker script (`npx msw init public`, or
 * the plugin `msw/vite`) from your own origin.
 *
 * When the browser has stopped or forgotten the worker, it is started again, with one line in the console. Meanwhile a
 * `fetch` to the mock waits; one that was under way may fail as a lost connection does. It never takes an answer of the
 * real network for the mock's. Requests that are not made by `fetch` (`XMLHttpRequest`, images, forms) do not wait.
 *
 * @throws MockError `option_unknown`
 * @example
 * const worker = setupMockWorker(mock, { ui });
 * await worker.start();
 */
export function setupMockWorker(mock: Mock, options: MockWorkerOptions = {}): MockWorker {
  checkOptions("setupMockWorker", options, ["serviceWorkerUrl", "handlers", "badge", "ui"]);
  let started: Promise<StartedWorker> | undefined;
  return {
    async start() {
      const starting = (started ??= startInPage(mock, options));
      try {
        await starting;
      } catch (error) {
        if (started === starting) started = undefined;
        throw error;
      }
    },
    async stop() {
      const stopping = started;
      started = undefined;
      await (await stopping)?.stop();
    },
    async openInspector() {
      const inspector = (await started)?.inspector;
      if (inspector) return inspector.open();
      const why = options.ui ? "The mock has not been started in this page. Await start() first." : "Pass ui of @plinto/mock-ui to setupMockWorker.";
      throw new MockError("inspector_unavailable", `There is no inspector to open. ${why}`);
    },
  };
}

interface StartedWorker {
  readonly inspector: PageInspector | undefined;
  stop(): Promise<void>;
}

async function startInPage(
  mock: Mock,
  { serviceWorkerUrl = "/mockServiceWorker.js", handlers = [], badge: hasBadge = true, ui }: MockWorkerOptions,
): Promise<StartedWorker> {
  if (typeof navigator === "undefined" || !("serviceWorker" in navigator)) {
    throw new MockError(
      "service_worker_unavailable",
      "There can be no service worker here: it takes a page that is served over https or from localhost. Pass mock.connect() to createPlinto instead.",
    );
  }
  await mock.ready();
  const direct = window.fetch;
  let isOver = false;
  const link = new WorkerLink({
    url: serviceWorkerUrl,
    handlers: [
      http.all(`${mock.baseUrl}/*`, async ({ request }) => (isOver ? passthrough() : marked(await answer(mock, request)))),
      socketHandler(mock, ws),
      ...handlers,
    ],
    page: window,
    container: navigator.serviceWorker,
    locks: navigator.locks,
    system: systemTime,
    fetch: (input, init) => direct.call(window, input, init),
    report: (message) => console.warn(`[${mock.baseUrl}] ${message}`),
  });
  try {
    await link.start();
  } catch (error) {
    // Half started, it would stand in the way of the next one.
    await link.stop();
    throw error;
  }
  const report = (error: unknown): void => console.error(`[${mock.baseUrl}] The inspector cannot be opened.`, error);
  const inspector = ui && new PageInspector(mock, ui, () => badge?.focusOpener());
  const badge = hasBadge ? showBadge(document, inspector && ((): void => void inspector.open().catch(report))) : undefined;
  const unfollow = internalsOf(mock).hosted.world.onCommit((_, origin) => {
    if (origin === "elsewhere") badge?.changedElsewhere();
  });
  const ungate = gateFetch(window, {
    baseUrl: mock.baseUrl,
    pageUrl: () => document.baseURI,
    open() {
      badge?.seen();
      return link.confirm();
    },
    leaked: () =>
      console.error(
        `[${mock.baseUrl}] A request left for the real network, because the service worker was stopped while it was under way. Its answer was dropped. msw 3 does not let this happen.`,
      ),
  });
  const unwatch = watchPage(window, systemTime, () => link.confirm());
  return {
    inspector,
    async stop() {
      // The worker learns of it later than the next request may come.
      isOver = true;
      unwatch();
      ungate();
      unfollow();
      inspector?.close();
      badge?.remove();
      await link.stop();
    },
  };
}

function marked(response: Response): Response {
  // The headers of an answer that stands for a lost connection cannot be changed.
  if (response.type !== "error") response.headers.set(mockMark, "live");
  return response;
}
