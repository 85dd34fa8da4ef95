import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "../src/client.ts";
import { assemble } from "../src/assemble.ts";
import { BASE_URL, type TestFacade, operations } from "./support/fixtures.ts";

const thrown = (options: object): any => {
  try {
    createClient({ baseUrl: BASE_URL, ...options });
  } catch (error) {
    return error;
  }
  throw new Error("The options were expected to be refused");
};

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["baseURL", "baseUrl"],
  ["base_url", "baseUrl"],
  ["timeout", "timeoutMs"],
  ["deadline", "deadlineMs"],
  ["retries", "retry"],
  ["publicKey", "publishableKey"],
  ["apiSecretKey", "secretKey"],
  ["logging", "logger"],
  ["websocket", "WebSocket"],
])("refuses the unknown option %s and names %s", (name, nearest) => {
  const error = thrown({ [name]: 1 });
  expect(error).toMatchObject({ kind: "config", code: "option_unknown" });
  expect(error.message).toBe(`Unknown option ${name}: did you mean ${nearest}?`);
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

test.each([{ secretKey: "pk_test_1" }, { publishableKey: "sk_test_1" }, { publishableKey: "ok_test_1" }, { publishableKey: "" }])(
  "refuses a key of the other kind: %j",
  (options) => {
    const error = thrown(options);
    expect(error).toMatchObject({ kind: "config", code: "key_kind_mismatch" });
    expect(error.message).toBe("publishableKey must begin with pk_, secretKey must not");
  },
);

test.each([{ timeoutMs: 0 }, { timeoutMs: Number.NaN }, { deadlineMs: -1 }])("refuses %j", (options) => {
  expect(thrown(options)).toMatchObject({ kind: "config", code: "option_invalid", message: "timeoutMs and deadlineMs must be positive" });
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
  expect(() => assemble<TestFacade, TestFacade>(operations, { baseUrl: BASE_URL, storag: 1 } as never)).toThrow("Unknown option storag: did you mean storage?");
});
