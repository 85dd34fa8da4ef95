import { expect, test } from "vitest";
import { expected } from "./expectation.ts";
import { anybody, closed, people } from "./expectations/fragments.ts";

test("an expectation names every caller with what is answered", () => {
  const { usual, permission } = expected("org:read", anybody("200"));
  expect([usual.nobody, usual.viewer, usual.expiredKey, permission]).toEqual(["200", "200", "401 api_key_expired", "org:read"]);
});

test.each([
  ["a caller whom nobody knows", [closed, `${people} janitor: 200`], "The matrix does not know janitor"],
  ["a caller who is named twice", [...anybody("200"), "owner: 403 permission_denied"], "owner is named twice"],
  ["a caller who is not named", [closed, `${people} environment: 200`], "Nothing is expected of key, narrowKey, foreignKey, pending"],
  ["an outcome without a status", [closed, "owner: ok"], "This is no expectation: owner: ok"],
])("%s is refused", (_what, lines, complaint) => {
  expect(() => expected(null, lines)).toThrow(complaint);
});
