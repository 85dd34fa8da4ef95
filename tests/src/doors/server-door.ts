import { memoryStorage } from "@plinto/core";
import { createMock, type MockOptions, type Seed } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import type { Door } from "./door.ts";
import { watchedFetch } from "./watched-fetch.ts";

/** A real server on a free port. */
export const serverDoor: Door = {
  name: "server",
  async open<const S extends Seed | string = "acme">(options: MockOptions<S> = {}) {
    const mock = createMock(options);
    const { url, close } = await serveMock(mock);
    const { publishableKey, clock } = mock.connect();
    const { fetch, verdict } = watchedFetch(mock, url, (input, init) => globalThis.fetch(input, init));
    return {
      mock,
      connect: () => ({ baseUrl: url, publishableKey, clock, fetch, storage: memoryStorage() }),
      async close() {
        await close();
        verdict();
      },
    };
  },
};
