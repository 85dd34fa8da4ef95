import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";
import { expect, test } from "vitest";

test("a service worker that is not where it was said to be names the place and what to put there", async () => {
  const mock = createMock();
  const worker = setupMockWorker(mock, { serviceWorkerUrl: "/not-here/mockServiceWorker.js" });
  await expect(worker.start()).rejects.toMatchObject({
    name: "MockError",
    code: "service_worker_failed",
    message:
      "The service worker /not-here/mockServiceWorker.js could not be registered. Serve msw's script there: npx msw init <public folder>, or the plugin msw/vite.",
    cause: expect.any(Error),
  });
  await worker.stop();
});

test("a page that failed to start one worker can start another", async () => {
  const mock = createMock();
  await expect(setupMockWorker(mock, { serviceWorkerUrl: "/not-here/mockServiceWorker.js" }).start()).rejects.toMatchObject({ code: "service_worker_failed" });
  const worker = setupMockWorker(mock);
  await worker.start();
  expect((await fetch(`${mock.baseUrl}/v1/health`)).status).toBe(200);
  await worker.stop();
});

test("a secret key in a real page is refused", () => {
  const mock = createMock();
  expect(() => createPlinto({ baseUrl: mock.baseUrl, secretKey: mock.keys.secretKey })).toThrow(
    expect.objectContaining({ kind: "config", code: "secret_key_in_browser", message: expect.stringContaining("publishableKey") }),
  );
});

test("bodies through a service worker are measured in bytes and must be UTF-8", async () => {
  const mock = createMock();
  const worker = setupMockWorker(mock);
  await worker.start();
  const codeOf = async (body: BodyInit): Promise<string> => {
    const response = await fetch(`${mock.baseUrl}/v1/auth/sign-in`, { method: "POST", headers: { "content-type": "application/json" }, body });
    return ((await response.json()) as { code: string }).code;
  };
  expect(await codeOf(`"${"é".repeat(600_000)}"`)).toBe("payload_too_large");
  expect(await codeOf(new Uint8Array([0x22, 0xff, 0x22]))).toBe("malformed_json");
  await worker.stop();
});
