import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { inRoot } from "../../../tooling/src/root.ts";
import { runSnippet } from "./run-snippet.ts";

const guard = ["--import", inRoot("tests", "src", "docs", "only-loopback.mjs")];

test.each(["quickstart.ts", "mock-server.ts", "sessions.ts"])("%s runs without leaving the machine", async (file) => {
  const { code, stderr } = await runSnippet(inRoot("docs", "snippets", file), guard);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("a program that calls another host is caught", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-offline-"));
  const file = path.join(folder, "caller.mjs");
  writeFileSync(file, `await fetch("http://plinto.invalid/");`);
  const { code, stderr } = await runSnippet(file, guard);
  rmSync(folder, { recursive: true });
  expect(code).toBe(70);
  expect(stderr).toContain("left the machine: plinto.invalid");
});
