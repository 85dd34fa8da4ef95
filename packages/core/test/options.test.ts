import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "../src/client.ts";
import { assemble } from "../src/assemble.ts";
import { createHttp } from "../src/http.ts";
import { call } from "../src/operation.ts";
import { BASE_URL, type TestFacade, operations, rejection, transportKit } from "./support/fixtures.ts";

const thrown = (options: object): any => {
  try {
    createClient({ baseUrl: BASE_URL, ...options });
  } catch (error) {
    return error;
  }
  throw new Error("The options were expected to be refused");
};

afterEach(() => vi.unstubAllGlobals());

test.each(["baseURL", "timeout", "publicKey", "apiSecretKey", "websocket"])("refuses the unknown option %s and names those that there are", (name) => {
  const error = thrown({ [name]: 1 });
  expect(error).toMatchObject({ kind: "config", code: "option_unknown" });
  expect(error.message).toMatch(new RegExp(`^Unknown option ${name}; options are baseUrl, publishableKey, secretKey, .*, timeoutMs, .*onStepUp$`));
});

test("takes the options of the session too, so that one object serves both clients", () => {
  expect(createClient({ baseUrl: BASE_URL, storage: {}, locks: {}, channel: 1, sessionEndpoint: "", onStepUp: 1 } as never).baseUrl).toBe(BASE_URL);
});

test.each(["", "api.test", "/v1", "ftp://api.test", "https://", "https://ada:pw@api.test", "https://api.test?x=1", "https://api.test/#x", "https://api test"])(
  "refuses the base URL %j without showing it",
  (baseUrl) => {
    const error = thrown({ baseUrl });
    expect(error).toMatchObject({ kind: "config", code: "base_url_invalid" });
    expect(error.message).toBe("baseUrl must be an http(s) URL without user, query and fragment");
  },
);

test.each([
  ["https://api.test/", "https://api.test"],
  ["http://localhost:4010/w/one//", "http://localhost:4010/w/one"],
  ["http://[::1]:4010", "http://[::1]:4010"],
])("takes the base URL %s as %s", (baseUrl, want) => {
  expect(createClient({ baseUrl }).baseUrl).toBe(want);
});

test.each([
  { secretKey: "pk_test_1" },
  { secretKey: "" },
  { publishableKey: 5 },
  { publishableKey: "sk_test_1" },
  { publishableKey: "ok_test_1" },
  { publishableKey: "" },
])("refuses a key of the other kind: %j", (options) => {
  const error = thrown(options);
  expect(error).toMatchObject({ kind: "config", code: "key_kind_mismatch" });
  expect(error.message).toBe("publishableKey must begin with pk_, secretKey must not");
});

// A time that is not a number, or is beyond what a timer can count, used to be taken without a word: NaN and 0 turned the
// limit off, Infinity made every call time out at once.
test.each([
  [{ timeoutMs: 0 }, "timeoutMs must be a number from 1 to 2^31"],
  [{ timeoutMs: Number.NaN }, "timeoutMs must be a number from 1 to 2^31"],
  [{ timeoutMs: Infinity }, "timeoutMs must be a number from 1 to 2^31"],
  [{ timeoutMs: "5000" }, "timeoutMs must be a number from 1 to 2^31"],
  [{ deadlineMs: -1 }, "deadlineMs must be a number from 1 to 2^31"],
  [{ deadlineMs: 2 ** 31 }, "deadlineMs must be a number from 1 to 2^31"],
  [{ retry: { retries: -1 } }, "retries must be a number from 0 to 2^31"],
  [{ retry: { retries: Number.NaN } }, "retries must be a number from 0 to 2^31"],
  [{ retry: { minDelayMs: Number.NaN } }, "minDelayMs must be a number from 0 to 2^31"],
  [{ retry: { maxDelayMs: Infinity } }, "maxDelayMs must be a number from 0 to 2^31"],
])("refuses %o", (options, message) => {
  expect(thrown(options)).toMatchObject({ kind: "config", code: "option_invalid", message });
});

test("refuses bad numbers in the options of a call, before any request", async () => {
  const number = fc.oneof(fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 2 ** 31, null, "1"), fc.double({ max: -Number.MIN_VALUE }));
  await fc.assert(
    fc.asyncProperty(number, async (bad) => {
      const { client, server } = transportKit();
      const badOptions = [{ timeoutMs: bad }, { retry: { retries: bad } }, { retry: { minDelayMs: bad } }, { retry: { maxDelayMs: bad } }];
      for (const options of badOptions) {
        const error = await rejection(call(client, operations.createOrganization, {}, options as never));
        expect(error).toMatchObject({ kind: "config", code: "option_invalid" });
        const reply = await rejection(createHttp(client).GET("/v1/users/me", options as never));
        expect(reply).toMatchObject({ kind: "config", code: "option_invalid" });
      }
      expect(server.seen).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("takes no retries and no waiting at all", () => {
  expect(createClient({ baseUrl: BASE_URL, timeoutMs: 1, retry: { retries: 0, minDelayMs: 0, maxDelayMs: 0 } }).transport.retry).toEqual({
    retries: 0,
    minDelayMs: 0,
    maxDelayMs: 0,
  });
});

test("refuses a URL object by a code", () => {
  expect(thrown({ baseUrl: new URL("https://api.test/w/one") })).toMatchObject({ kind: "config", code: "base_url_invalid" });
});

test("never shows a key that no header can carry", () => {
  const control = fc.constantFrom(" ", "\n", "\r\n", "\t", "é", "\u0000");
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{12,20}$/), control, (secret, character) => {
      const error = thrown({ secretKey: `sk_test_${secret}${character}` });
      expect(error).toMatchObject({ kind: "config", code: "credential_malformed" });
      expect(JSON.stringify(error) + String(error.stack)).not.toContain(secret);
    }),
  );
});

test("refuses a secret key in a browser unless it is allowed there", () => {
  vi.stubGlobal("window", {});
  vi.stubGlobal("document", {});
  const error = thrown({ secretKey: "sk_test_1" });
  expect(error).toMatchObject({ kind: "config", code: "secret_key_in_browser" });
  expect(error.message).toBe("Visitors could read this secretKey: use publishableKey");
  expect(createClient({ baseUrl: BASE_URL, secretKey: "sk_test_1", allowSecretKeyInBrowser: true }).baseUrl).toBe(BASE_URL);
});

test("createPlinto checks the same options", () => {
  expect(() => assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL, storag: 1 } as never)).toThrow("Unknown option storag; options are baseUrl,");
});
