import { createMock, type MockOptions, type Seed } from "@plinto/mock";
import type { Door } from "./door.ts";

/** The mock's own `fetch`, handed to the client. */
export const fetchDoor: Door = {
  name: "fetch",
  async open<const S extends Seed | string = "acme">(options: MockOptions<S> = {}) {
    const mock = createMock(options);
    await mock.ready();
    return { mock, connect: () => mock.connect(), close: async () => {} };
  },
};
