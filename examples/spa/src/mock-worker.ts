import { createPlinto, webStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { persistToIndexedDb, setupMockWorker } from "@plinto/mock/browser";
import { ui } from "@plinto/mock-ui";
import type { Backend } from "./backend.ts";

/** The whole backend in this browser: a service worker answers, and IndexedDB keeps what was done. */
export async function connectToWorker(): Promise<Backend> {
  const mock = createMock({ baseUrl: `${location.origin}/api`, persist: persistToIndexedDb("example-spa") });
  const worker = setupMockWorker(mock, { ui, serviceWorkerUrl: `${import.meta.env.BASE_URL}mockServiceWorker.js` });
  await worker.start();
  return {
    plinto: createPlinto({ baseUrl: mock.baseUrl, publishableKey: mock.keys.publishableKey, storage: webStorage() }),
    // The backend lives in this page: a provider has to open in another, or there would be nobody to answer.
    browser: { navigate: (url) => void window.open(url, "provider", "popup,width=480,height=720") },
    openInspector: () => void worker.openInspector(),
  };
}
