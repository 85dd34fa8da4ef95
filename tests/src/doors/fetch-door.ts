import { createMock, type MockOptions, type Seed } from "@plinto/mock";
import type { Door } from "./door.ts";
import { watchedFetch } from "./watched-fetch.ts";

/** The mock's own `fetch`, handed to the client. */
export const fetchDoor: Door = {
  name: "fetch",
  async open<const S extends Seed | string = "acme">(options: MockOptions<S> = {}) {
    const mock = createMock(options);
    await mock.ready();
    const { fetch, verdict } = watchedFetch(mock, mock.baseUrl, mock.fetch);
    return { mock, connect: () => ({ ...mock.connect(), fetch }), close: async () => verdict() };
  },
};
