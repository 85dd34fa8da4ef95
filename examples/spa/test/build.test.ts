import path from "node:path";
import { createMock } from "@plinto/mock";
import { build } from "vite";
import { expect, onTestFinished, test, vi } from "vitest";

const root = path.join(import.meta.dirname, "..");

/** What a build consists of, by the names of its files without their fingerprints. */
async function buildFor(mode: string): Promise<ReadonlyMap<string, string>> {
  const result = await build({ root, mode, logLevel: "error", build: { write: false } });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ("output" in one ? one.output : []));
  return new Map(outputs.map((file) => [file.fileName.replace(/-[\w-]{8}\./, "."), file.type === "chunk" ? file.code : String(file.source)]));
}

/** The scripts that a page loads or may load later: its own, and what tabs share of the socket. */
const scripts = [/^assets\/index\.js$/, /^assets\/(chunk|tabs)-\w{8}\.js$/];

/** Files that nobody expects in a build for a backend. */
function strangers(files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].filter((name) => ![/^index\.html$/, /^assets\/index\.css$/, ...scripts].some((known) => known.test(name)));
}

/** Whether something stands in a file. Not shown where it does not: the file is large. */
function says(files: ReadonlyMap<string, string>, name: string, text: string): boolean {
  return files.get(name)?.includes(text) ?? false;
}

test("a build for a backend talks to it, and has nothing of the mock", async () => {
  vi.stubEnv("VITE_PLINTO_BASE_URL", "https://api.example.test");
  onTestFinished(() => void vi.unstubAllEnvs());
  const files = await buildFor("production");
  expect(strangers(files)).toEqual([]);
  expect(says(files, "assets/index.js", "https://api.example.test")).toBe(true);
  for (const name of files.keys()) expect([name, says(files, name, "mockServiceWorker")]).toEqual([name, false]);
});

test("a build without a backend brings one along, and loads it apart", async () => {
  const files = await buildFor("production");
  expect(files.has("mockServiceWorker.js")).toBe(true);
  expect(files.has("assets/mock-worker.js")).toBe(true);
  expect(says(files, "assets/mock-worker.js", "mockServiceWorker.js")).toBe(true);
});

test("a build beside a backend asks where it comes from, with the publishable key of plinto dev", async () => {
  const files = await buildFor("beside");
  expect(strangers(files)).toEqual([]);
  expect(files.get("index.html")).toContain('src="/app/assets/');
  expect(says(files, "assets/index.js", createMock().keys.publishableKey)).toBe(true);
  expect(says(files, "assets/index.js", "/__plinto#mailbox")).toBe(true);
});
