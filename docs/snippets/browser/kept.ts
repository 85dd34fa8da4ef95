import { createPlinto, webStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { persistToIndexedDb, setupMockWorker } from "@plinto/mock/browser";

// #region kept
const mock = createMock({ baseUrl: "https://api.example.test", persist: persistToIndexedDb("shop") });
await setupMockWorker(mock).start();

export const plinto = createPlinto({ baseUrl: mock.baseUrl, publishableKey: mock.keys.publishableKey, storage: webStorage() });
// #endregion kept
