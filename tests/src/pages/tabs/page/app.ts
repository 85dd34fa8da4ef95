import { createPlinto, webStorage, type Plinto } from "@plinto/core";
import { createMock, type Mock } from "@plinto/mock";
import { persistToIndexedDb, setupMockWorker, type MockWorker } from "@plinto/mock/browser";
import { ui } from "@plinto/mock-ui";

/** A page as somebody would write it who develops against the mock. What it made stands in `app` for the test to use. */
export interface App {
  readonly mock: Mock;
  readonly worker: MockWorker;
  readonly plinto: Plinto;
}

declare global {
  // oxlint-disable-next-line no-var
  var app: Promise<App>;
}

/** `?api=` says where the mock stands, `?badge=no` leaves the badge out, `?ui=yes` hands the inspector in. */
async function start(query: URLSearchParams): Promise<App> {
  const mock = createMock({ baseUrl: query.get("api") ?? "https://api.plinto.test", persist: persistToIndexedDb("app") }) as unknown as Mock;
  const worker = setupMockWorker(mock, { badge: query.get("badge") !== "no", ...(query.get("ui") === "yes" && { ui }) });
  await worker.start();
  const { baseUrl, keys, clock } = mock;
  const plinto = createPlinto({ baseUrl, publishableKey: keys.publishableKey, clock, storage: webStorage(), retry: { minDelayMs: 1, maxDelayMs: 5 } });
  return { mock, worker, plinto };
}

globalThis.app = start(new URLSearchParams(location.search));
