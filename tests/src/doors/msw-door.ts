import { memoryStorage } from "@plinto/core";
import { createMock, type MockOptions, type Seed } from "@plinto/mock";
import { setupMockServer } from "@plinto/mock/node";
import type { Door } from "./door.ts";
import { watchedFetch } from "./watched-fetch.ts";

/** The process's own `fetch`, with the mock behind it by msw. */
export const mswDoor: Door = {
  name: "msw",
  async open<const S extends Seed | string = "acme">(options: MockOptions<S> = {}) {
    const mock = createMock(options);
    await mock.ready();
    const server = setupMockServer(mock);
    server.listen();
    const { baseUrl, publishableKey, clock } = mock.connect();
    const { fetch, verdict } = watchedFetch(mock, baseUrl, (input, init) => globalThis.fetch(input, init));
    return {
      mock,
      connect: () => ({ baseUrl, publishableKey, clock, fetch, storage: memoryStorage() }),
      async close() {
        server.close();
        verdict();
      },
    };
  },
};
