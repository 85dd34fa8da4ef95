import { describe, expect, test } from "vitest";
import { defaultEnvironment } from "../../../src/domain/environment/default.ts";
import { isRedirectAllowed, linkWithToken } from "../../../src/domain/environment/redirect-url.ts";
import type { EnvironmentRow } from "../../../src/domain/environment/table.ts";

function environmentWith(redirectUrls: string[]): EnvironmentRow {
  return { ...defaultEnvironment, id: "env_1", redirectUrls, version: 1, createdAt: "", updatedAt: "" };
}

describe("isRedirectAllowed", () => {
  test.each([
    ["https://app.acme.test/welcome", "https://app.acme.test/welcome", true],
    ["https://app.acme.test/welcome", "https://app.acme.test/welcome/", false],
    ["https://app.acme.test/welcome", "https://app.acme.test/welcome?next=1", false],
    ["https://app.acme.test/welcome", "https://APP.acme.test/welcome", false],
    ["https://app.acme.test", "https://app.acme.test:8443", false],
    ["http://localhost", "http://localhost:5173/any/page?x=1", true],
    ["http://localhost", "https://localhost:5173/", false],
    ["http://127.0.0.1/reset", "http://127.0.0.1:3000/reset", true],
    ["http://127.0.0.1/reset", "http://127.0.0.1:3000/other", false],
    ["http://localhost:3000", "http://localhost:3001", false],
    ["http://localhost", "http://localhost.evil.test", false],
    ["http://localhost", "http://localhost:80@evil.test", false],
    ["http://localhost", "http://localhost:123456/", false],
    ["http://localhost", "http://localhost:65535/", true],
    ["http://localhost", "http://localhost:65536/", false],
    ["http://127.0.0.1/reset", "http://127.0.0.1:99999/reset", false],
    ["http://[::1]", "http://[::1]:3000/", true],
  ])("an entry %s lets a link to %s: %s", (allowed, url, expected) => {
    expect(isRedirectAllowed(environmentWith([allowed]), url)).toBe(expected);
  });
});

describe("linkWithToken", () => {
  test("puts the token into the fragment, in place of another one", () => {
    expect(linkWithToken(environmentWith([]), "https://app.acme.test/in#top", "https://api.test", "ml_1")).toBe("https://app.acme.test/in#token=ml_1");
  });

  test("leads to the first entry that is a whole one, else to the API", () => {
    expect(linkWithToken(environmentWith(["http://localhost", "https://app.acme.test/in"]), undefined, "https://api.test", "ml_1")).toBe(
      "https://app.acme.test/in#token=ml_1",
    );
    expect(linkWithToken(environmentWith(["http://localhost"]), undefined, "https://api.test", "ml_1")).toBe("https://api.test/-#token=ml_1");
  });
});
