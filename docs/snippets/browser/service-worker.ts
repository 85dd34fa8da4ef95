import { createPlinto, webStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";

// #region worker
const mock = createMock({ baseUrl: "https://api.example.test" });
await setupMockWorker(mock).start();

export const plinto = createPlinto({ baseUrl: mock.baseUrl, publishableKey: mock.keys.publishableKey, storage: webStorage() });
// #endregion worker
