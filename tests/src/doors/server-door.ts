import { memoryStorage } from "@plinto/core";
import { createMock, type MockOptions, type Seed } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import type { Door } from "./door.ts";

/** A real server on a free port. */
export const serverDoor: Door = {
  name: "server",
  async open<const S extends Seed | string = "acme">(options: MockOptions<S> = {}) {
    const mock = createMock(options);
    const { url, close } = await serveMock(mock);
    const { publishableKey, clock } = mock.connect();
    return { mock, connect: () => ({ baseUrl: url, publishableKey, clock, storage: memoryStorage() }), close };
  },
};
