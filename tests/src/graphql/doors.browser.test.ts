import { createMock, type Mock } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";
import { graphql } from "@plinto/mock/graphql";
import { testGraphql, type Way } from "./doors.ts";

/** A page's own `fetch` and `WebSocket`, with the mock behind them by a service worker. */
async function throughWorker(baseUrl?: string): Promise<Way> {
  const mock = createMock({ graphql, ...(baseUrl !== undefined && { baseUrl }) }) as unknown as Mock;
  const worker = setupMockWorker(mock);
  await worker.start();
  return {
    mock,
    baseUrl: mock.baseUrl,
    fetch: (...args) => globalThis.fetch(...args),
    // The one that the worker's library has put in place of the page's.
    WebSocket: globalThis.WebSocket,
    close: () => worker.stop(),
  };
}

testGraphql("the service worker, other origin", () => throughWorker());
testGraphql("the service worker, same origin", () => throughWorker(`${globalThis.location.origin}/__api`));
