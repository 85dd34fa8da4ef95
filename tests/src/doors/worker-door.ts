import { memoryStorage } from "@plinto/core";
import { createMock, type MockOptions, type Seed } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";
import type { Door } from "./door.ts";
import { watchedFetch } from "./watched-fetch.ts";

function door(name: string, baseUrl: () => string | undefined): Door {
  return {
    name,
    async open<const S extends Seed | string = "acme">(options: MockOptions<S> = {}) {
      const url = baseUrl();
      const mock = createMock({ ...(url === undefined ? {} : { baseUrl: url }), ...options });
      await mock.ready();
      const worker = setupMockWorker(mock);
      await worker.start();
      const { baseUrl: base, publishableKey, clock } = mock.connect();
      const { fetch, verdict } = watchedFetch(mock, base, (input, init) => globalThis.fetch(input, init));
      return {
        mock,
        connect: () => ({ baseUrl: base, publishableKey, clock, fetch, storage: memoryStorage() }),
        async close() {
          await worker.stop();
          verdict();
        },
      };
    },
  };
}

/** The page's own `fetch`, with the mock behind it by a service worker; the API has an origin of its own. */
export const workerDoor: Door = door("worker, other origin", () => undefined);

/** The same with the API below the page's own origin. */
export const sameOriginWorkerDoor: Door = door("worker, same origin", () => `${globalThis.location.origin}/__api`);
