import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser } from "playwright";
import { build, createServer, preview } from "vite";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const app = path.join(import.meta.dirname, "vite-app");
const root = path.join(app, "page");
const common = {
  root,
  configFile: path.join(app, "vite.config.ts"),
  logLevel: "silent",
} as const;

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env["PLINTO_CHROMIUM"]!, args: ["--no-sandbox", "--disable-gpu"] });
});

afterAll(() => browser?.close());

/** What the page shows at last, of an API whose host does not exist, and the worker that controls it. */
async function visit(url: string): Promise<{ shown: string; worker: string | undefined }> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(url);
  await page
    .waitForFunction(() => document.querySelector("output")?.textContent, undefined, { timeout: 15_000 })
    .catch((error: unknown) => {
      throw new Error(`the page showed nothing: ${problems.join("; ")}`, { cause: error });
    });
  const shown = await page.locator("output").textContent();
  const worker = await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL);
  return { shown: shown ?? "", worker };
}

test("with msw's Vite plugin a development server serves the worker's script, and nobody copied it", async () => {
  expect(existsSync(path.join(root, "public"))).toBe(false);
  const cacheDir = mkdtempSync(path.join(tmpdir(), "plinto-vite-"));
  const server = await createServer({ ...common, cacheDir, server: { port: 0, host: "127.0.0.1" } });
  onTestFinished(async () => {
    await server.close();
    rmSync(cacheDir, { recursive: true, force: true });
  });
  await server.listen();
  const url = server.resolvedUrls!.local[0]!;
  expect(await visit(url)).toEqual({ shown: "Acme", worker: `${url}mockServiceWorker.js` });
});

test("a built application below a path of its own has the script beside it", async () => {
  const outDir = mkdtempSync(path.join(tmpdir(), "plinto-vite-"));
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }));
  const built = { ...common, base: "/shop/", build: { outDir, emptyOutDir: true, target: "es2022" } };
  await build(built);
  expect(existsSync(path.join(outDir, "mockServiceWorker.js"))).toBe(true);
  const server = await preview({ ...built, preview: { port: 0, host: "127.0.0.1" } });
  onTestFinished(() => server.close());
  const url = server.resolvedUrls!.local[0]!;
  expect(new URL(url).pathname).toBe("/shop/");
  expect(await visit(url)).toEqual({ shown: "Acme", worker: `${url}mockServiceWorker.js` });
});
