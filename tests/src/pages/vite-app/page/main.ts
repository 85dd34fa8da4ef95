/// <reference types="vite/client" />
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";

// #region start
const mock = createMock({ baseUrl: "https://api.example.test" });
await setupMockWorker(mock, { serviceWorkerUrl: `${import.meta.env.BASE_URL}mockServiceWorker.js` }).start();
// #endregion start

const { baseUrl, publishableKey, storage } = mock.as("ada");
const plinto = createPlinto({ baseUrl, publishableKey, storage });
const { data } = await plinto.organizations.list();
document.querySelector("output")!.textContent = data.map(({ name }) => name).join();
