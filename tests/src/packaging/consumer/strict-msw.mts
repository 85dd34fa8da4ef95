import { createMock } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";
import { plintoHandlers } from "@plinto/mock/msw";
import { setupMockServer } from "@plinto/mock/node";
import { setupServer } from "msw/node";

export function doors(): void {
  const mock = createMock();
  setupServer(...plintoHandlers(mock)).listen();
  setupMockServer(mock).close();
  void setupMockWorker(mock);
}
