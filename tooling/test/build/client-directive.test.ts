import { expect, test } from "vitest";
import { isForClients, withClientDirective } from "../../src/build/client-directive.ts";

test("a source that begins with the directive is for clients, and no other is", () => {
  expect(isForClients('"use client";\n/** The door. */\n')).toBe(true);
  expect(isForClients("'use client'\nexport {};\n")).toBe(true);
  expect(isForClients('/** Not at its beginning. */\n"use client";\n')).toBe(false);
  expect(isForClients('const text = "use client";\n')).toBe(false);
});

test("a built file gets the directive on its first line, once, so that its source map still fits", () => {
  const built = withClientDirective('"use strict";\nconst one = 1;\n');
  expect(built).toBe('"use client";"use strict";\nconst one = 1;\n');
  expect(withClientDirective(built)).toBe(built);
});
