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
      message: 'setupMockWorker has no option "url". Known options: serviceWorkerUrl, handlers, badge, ui.',
    }),
  );
});

const ui: NonNullable<MockWorkerOptions["ui"]> = { openPanel: () => Promise.reject(new Error("This page has none.")) };

test.for([
  [{}, "There is no inspector to open. Pass ui of @plinto/mock-ui to setupMockWorker."],
  [{ ui }, "There is no inspector to open. The mock has not been started in this page. Await start() first."],
] as const)("where there is no inspector, asking for it says how to have one", async ([options, message]) => {
  await expect(setupMockWorker(createMock(), options).openInspector()).rejects.toMatchObject({ code: "inspector_unavailable", message });
});
