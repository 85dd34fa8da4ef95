import { createMock, type Mock } from "@plinto/mock";
import { graphql } from "@plinto/mock/graphql";
import { setupMockServer } from "@plinto/mock/node";
import { serveMock } from "@plinto/mock/server";
import { testGraphql, type Way } from "./doors.ts";

/** Every door of Node that has sockets. */
const doors: Record<string, () => Promise<Way>> = {
  async "the injected one"() {
    const mock = createMock({ graphql }) as unknown as Mock;
    return { mock, baseUrl: mock.baseUrl, fetch: mock.fetch as typeof fetch, WebSocket: mock.WebSocket, close: () => {} };
  },
  async "the server"() {
    const mock = createMock({ graphql }) as unknown as Mock;
    const { url, close } = await serveMock(mock);
    return { mock, baseUrl: url, fetch, WebSocket, close };
  },
  async msw() {
    const mock = createMock({ graphql, baseUrl: "https://graphql.plinto.test" }) as unknown as Mock;
    const server = setupMockServer(mock);
    server.listen();
    return { mock, baseUrl: mock.baseUrl, fetch: (...args) => globalThis.fetch(...args), WebSocket: globalThis.WebSocket, close: () => server.close() };
  },
};

for (const [name, open] of Object.entries(doors)) testGraphql(name, open);
