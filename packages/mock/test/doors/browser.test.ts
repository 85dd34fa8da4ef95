import { afterEach, expect, test, vi } from "vitest";
import { setupMockWorker, type MockWorkerOptions } from "../../src/doors/browser.ts";
import { createMock } from "../../src/index.ts";

afterEach(() => void vi.unstubAllGlobals());

test("outside a page the door can be imported and made, and starting it says what to do instead", async () => {
  const worker = setupMockWorker(createMock());
  const error = {
    code: "service_worker_unavailable",
    message: "There can be no service worker here: it takes a page that is served over https or from localhost. Pass mock.connect() to createPlinto instead.",
  };
  await expect(worker.start()).rejects.toMatchObject(error);
  await worker.stop();
  vi.stubGlobal("navigator", undefined);
  await expect(worker.start()).rejects.toMatchObject(error);
});

test("an option that the door does not have is refused", () => {
  expect(() => setupMockWorker(createMock(), { url: "/worker.js" } as MockWorkerOptions)).toThrow(
    expect.objectContaining({
      code: "option_unknown",
      message: 'setupMockWorker has no option "url". Known options: serviceWorkerUrl, handlers.',
    }),
  );
});
