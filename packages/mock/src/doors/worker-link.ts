import type { RequestHandler, WebSocketHandler } from "msw";
import type { SetupWorker } from "msw/browser";
import type { SystemTime } from "../kernel/system.ts";
import { MockError } from "../mock-error.ts";

export interface WorkerLinkOptions {
  /** Where msw's worker script is served. */
  readonly url: string;
  readonly handlers: readonly (RequestHandler | WebSocketHandler)[];
  readonly page: Pick<Window, "addEventListener" | "removeEventListener">;
  readonly container: ServiceWorkerContainer;
  /** What tabs of the origin wait for each other by. */
  readonly locks: LockManager;
  readonly system: SystemTime;
  /** Asks the page's own server, past the mock. */
  readonly fetch: typeof fetch;
  /** Told, in one sentence each, of what was mended or could not be. */
  readonly report: (message: string) => void;
}

// A worker that was stopped is started by the message itself, unless it was just being stopped: then the next one does.
const patienceMs = 10_000;
const questions = 20;
const farewells = 2;

// Tabs that register the same worker at once disturb each other.
const lockName = "plinto-mock worker";

/**
 * The way from this page to msw's service worker, and back. The browser may stop the worker whenever it likes and forget
 * it when site data is cleared; then msw 2 forgets which pages it serves, and every msw lets requests through to the
 * network. So the way is looked at before it is used.
 */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  #worker: SetupWorker | undefined;
  /** The worker that msw listens to. A later one of the same script is a stranger to it. */
  #partner: ServiceWorker | undefined;
  #confirming: Promise<void> | undefined;
  #isToldOfLoss = false;
  #isOver = false;

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
  }

  /** @throws MockError `service_worker_failed` */
  async start(): Promise<void> {
    const { url, handlers, container, page } = this.#options;
    page.addEventListener("unhandledrejection", forgiveUpdate);
    try {
      if (container.controller === null) await this.#requireScript();
      // Only pages can load it: elsewhere the import itself would fail, before anything could be said.
      const { setupWorker } = await import("msw/browser");
      // Also one that could not start must be stopped before the next, or msw 2 takes it for running.
      const worker = (this.#worker = setupWorker(...handlers));
      // msw 2 and 3 name this option differently; each ignores the other's name.
      await worker.start({ serviceWorker: { url }, quiet: true, onUnhandledRequest: "bypass", onUnhandledFrame: "bypass" } as Parameters<
        typeof worker.start
      >[0]);
    } catch (error) {
      throw new MockError(
        "service_worker_failed",
        `The service worker ${url} could not be registered. Serve msw's script there: npx msw init <public folder>, or the plugin msw/vite.`,
        { cause: error },
      );
    }
    await this.#controlled();
    this.#partner = container.controller ?? undefined;
  }

  /**
   * Resolves when the worker has just said that it serves this page, after mending what was broken.
   *
   * @throws MockError `service_worker_failed` when it cannot be mended
   */
  confirm(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#confirming ??= this.#confirm().finally(() => (this.#confirming = undefined));
    return this.#confirming;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    // Whoever is just mending would start it again.
    this.#isOver = true;
    await this.#confirming?.catch(() => {});
    this.#options.page.removeEventListener("unhandledrejection", forgiveUpdate);
    const stopped = this.#letGo();
    if (this.#hasPartner()) {
      await stopped;
      // msw 2 does not wait until its worker knows. What comes before this answer has been heard.
      await this.#ask("KEEPALIVE_REQUEST", "KEEPALIVE_RESPONSE", farewells);
    }
    this.#partner = undefined;
  }

  async #confirm(): Promise<void> {
    if (this.#hasPartner() && (await this.#servesThisPage())) return;
    const { report, locks } = this.#options;
    try {
      await locks.request(lockName, () => this.#begin());
    } catch (error) {
      if (!this.#isToldOfLoss)
        report("The service worker of the mock is gone and cannot be started again. Is its script still served? Until it is, requests to the mock fail.");
      this.#isToldOfLoss = true;
      throw error;
    }
    this.#isToldOfLoss = false;
    report("The service worker of the mock was gone. It was started again, and the mock answers as before.");
  }

  #hasPartner(): boolean {
    return this.#partner !== undefined && this.#partner.state === "activated" && this.#options.container.controller === this.#partner;
  }

  /** Asks the worker to serve this page, which it may do already. */
  #servesThisPage(): Promise<boolean> {
    return this.#ask("MOCK_ACTIVATE", "MOCKING_ENABLED", questions);
  }

  /** Whether the worker answers this word by that one. The words are msw's, the same in versions 2 and 3. */
  #ask(word: string, answer: string, times: number): Promise<boolean> {
    const { container, system } = this.#options;
    const partner = this.#partner;
    return new Promise((resolve) => {
      const finish = (serves: boolean): void => {
        container.removeEventListener("message", hear);
        stopWaiting();
        resolve(serves);
      };
      const hear = (event: MessageEvent): void => {
        const { type } = (event.data ?? {}) as { type?: unknown };
        if (event.source === partner && type === answer) finish(true);
      };
      let stopWaiting = (): void => {};
      const ask = (left: number): void => {
        if (left === 0) return finish(false);
        partner?.postMessage(word);
        stopWaiting = system.setTimeout(() => ask(left - 1), patienceMs / questions, true);
      };
      container.addEventListener("message", hear);
      ask(times);
    });
  }

  async #begin(): Promise<void> {
    void this.#letGo();
    this.#partner = undefined;
    // msw reloads a page that has a worker which does not control it; one that another tab has just registered soon does.
    if ((await this.#options.container.getRegistration()) !== undefined) await this.#controlled();
    await this.start();
  }

  /** Ends msw's part. A worker that is gone never answers, so whoever mends does not wait. */
  async #letGo(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    try {
      await worker?.stop();
    } catch {
      // There is nobody left to be told.
    }
  }

  /**
   * Asked before msw is: a worker that it cannot register leaves a rejection behind that nobody can catch. Not asked of a
   * worker that is there: it may hold the request for a page that does not know it yet.
   */
  async #requireScript(): Promise<void> {
    const { url, fetch } = this.#options;
    const response = await fetch(url);
    // Development servers answer a page for everything they do not know.
    const type = response.headers.get("content-type") ?? "none";
    if (!response.ok || !/\bjavascript\b/i.test(type)) throw new Error(`${url} answered ${response.status} with the content type ${type}`);
  }

  #controlled(): Promise<void> {
    const { container, system, url } = this.#options;
    if (container.controller !== null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        container.removeEventListener("controllerchange", look);
        stopWaiting();
        settle();
      };
      const look = (): void => {
        if (container.controller !== null) finish(resolve);
      };
      const tooLate = new MockError(
        "service_worker_failed",
        `The service worker ${url} is registered but does not control this page. Serve its script from a folder at or above the page's own, best from the root.`,
      );
      const stopWaiting = system.setTimeout(() => finish(() => reject(tooLate)), patienceMs, true);
      container.addEventListener("controllerchange", look);
    });
  }
}

/**
 * msw asks for an update of a worker that is there already and does not wait for it. Where tabs mend it at once, that
 * update may fail; the worker is as it was then, and nobody needs to be told.
 */
function forgiveUpdate(event: PromiseRejectionEvent): void {
  const { message } = (event.reason ?? {}) as { message?: unknown };
  if (typeof message === "string" && message.startsWith("Failed to update a ServiceWorker")) event.preventDefault();
}
