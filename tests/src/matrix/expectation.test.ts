import { expect, test } from "vitest";
import { expected } from "./expectation.ts";
import { anybody, closed, people } from "./expectations/fragments.ts";

test("an expectation names every caller with what is answered", () => {
  const { usual, permission } = expected("org:read", anybody("200"));
  expect([usual.nobody, usual.viewer, usual.expiredKey, permission]).toEqual(["200", "200", "401 api_key_expired", "org:read"]);
});

test("who is somebody's shadow is answered alike, unless something else is said", () => {
  const { usual } = expected("org:read", [
    closed,
    "owner admin member viewer granted acting stale environment key demotedKey: 200; pending narrowKey suspended superAdmin: 403 permission_denied",
    "stranger outsider foreignKey: 404 not_found",
  ]);
  expect([usual.withheld, usual.staleAdmin, usual.orphanedKey, usual.demotedKey]).toEqual(["200", "403 permission_denied", "403 permission_denied", "200"]);
});

test.each([
  ["a caller whom nobody knows", [closed, `${people} janitor: 200`], "The matrix does not know janitor"],
  ["a caller who is named twice", [...anybody("200"), "owner: 403 permission_denied"], "owner is named twice"],
  ["a caller who is not named", [closed, `${people} environment: 200`], "Nothing is expected of key, narrowKey, foreignKey, demotedKey, orphanedKey, pending"],
  ["an outcome without a status", [closed, "owner: ok"], "This is no expectation: owner: ok"],
])("%s is refused", (_what, lines, complaint) => {
  expect(() => expected(null, lines)).toThrow(complaint);
});
