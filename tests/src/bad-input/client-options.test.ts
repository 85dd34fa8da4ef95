import { createClient, createPlinto, isPlintoError, type PlintoOptions } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => void vi.unstubAllGlobals());

const baseUrl = "https://api.plinto.test";
const secretKey = "sk_test_somewhere0000000000000000000000000000000000";

/** The error that wrong options end in: code and message. */
function refusal(options: object, create: (options: PlintoOptions) => unknown = createPlinto): { code: string; message: string } {
  try {
    create(options as PlintoOptions);
  } catch (error) {
    if (!isPlintoError(error) || error.kind !== "config") throw error;
    return { code: error.code, message: error.message };
  }
  throw new Error("The client was made, and should not have been");
}

test("a misspelled option is refused with the one that was meant", () => {
  for (const create of [createPlinto, createClient])
    expect(refusal({ baseUrl, timoutMs: 5 }, create)).toEqual({ code: "option_unknown", message: expect.stringMatching(/timoutMs.*timeoutMs/) });
});

test("a base URL that leads nowhere is refused", () => {
  for (const url of ["", "api.plinto.test", "/v1", "ftp://api.plinto.test", `${baseUrl}?key=1`, "https://ada:pass@api.plinto.test"])
    expect(refusal({ baseUrl: url })).toEqual({ code: "base_url_invalid", message: expect.stringContaining("http(s) URL") });
});

test("a secret key in a page is refused before anything is sent, and not repeated", () => {
  vi.stubGlobal("window", {});
  vi.stubGlobal("document", {});
  const fetch = vi.fn();
  for (const create of [createPlinto, createClient]) {
    const { code, message } = refusal({ baseUrl, secretKey, fetch }, create);
    expect({ code, message }).toEqual({ code: "secret_key_in_browser", message: expect.stringContaining("publishableKey") });
    expect(message).not.toContain(secretKey);
  }
  expect(fetch).not.toHaveBeenCalled();
});

test("a secret key in the place of the publishable one is refused, and not repeated", () => {
  const { code, message } = refusal({ baseUrl, publishableKey: secretKey });
  expect(code).toBe("key_kind_mismatch");
  expect(message).toContain("publishableKey");
  expect(message).not.toContain(secretKey);
});

test("a client of an unknown world is told how to make one", async () => {
  const mock = createMock();
  const error = await createClientCall(mock.connect(), `${mock.baseUrl}/w/nowhere`);
  expect(error).toMatchObject({ kind: "api", code: "not_found", status: 404 });
  expect((error as Error).message).toContain('The mock has no world "nowhere". Make it with mock.world(id)');
});

async function createClientCall(connection: PlintoOptions, url: string): Promise<unknown> {
  return createPlinto({ ...connection, baseUrl: url, retry: { retries: 0 } })
    .system.getHealth()
    .then(
      () => expect.fail("the call succeeded"),
      (error: unknown) => error,
    );
}
