import { expect, test } from "vitest";
import { inline, table } from "../../src/docs/reference/markdown.ts";
import { permissionWords } from "../../src/docs/reference/permission-words.ts";
import { readRegistries } from "../../src/description/source.ts";
import type { PermissionArm } from "../../src/description/openapi.ts";

test.each([
  ["what HTML would read", "a <b> & c", "a &lt;b> &amp; c"],
  ["what Vue would read", "Hello {{name}}", "Hello &#123;&#123;name}}"],
  ["what a table would read", "a|b `c|d`", "a\\|b `c\\|d`"],
  ["code", "`a <b> {{c}}`", "`a <b> {{c}}`"],
  ["line ends", "one\n  two", "one two"],
])("%s is safe inside a line", (_what, given, want) => {
  expect(inline(given)).toBe(want);
});

test("a table without rows is nothing", () => {
  expect(table(["a"], [])).toBe("");
});

test("who may is told with the roles of the registry", () => {
  const registries = readRegistries();
  const words = (arm: PermissionArm): string => permissionWords({ anyOf: [arm] }, registries, ["accessToken", "organizationKey", "environmentKey"])[0]!;
  expect(words({ permission: "org:delete", scope: "all" })).toBe(
    "Members with `org:delete` (owner), an organization key with the scope `org:delete` and the environment key.",
  );
  expect(words({ permission: "policies:evaluate", scope: "self" })).toBe(
    "Members with `policies:evaluate` (owner, admin, member and viewer), about themselves, an organization key with the scope `policies:evaluate` and the environment key.",
  );
  expect(words({ permission: "users:manage", scope: "managedBy" })).toBe(
    "Members with `users:manage` (owner and admin), over users whom their organization manages, an organization key with the scope `users:manage` and the environment key.",
  );
  expect(words({ self: "/path/userId" })).toBe("The user with this `userId`.");
});

test("a way to be allowed that has no words fails the generation", () => {
  expect(() => permissionWords({ anyOf: [{ public: "fullMoon" }] }, readRegistries(), [])).toThrow("no words for the public predicate fullMoon");
});
