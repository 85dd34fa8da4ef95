import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAt, signIn, startChromium, visit } from "./support/person.ts";

// As `npm run dev` serves it: the backend is in the page's service worker.
const site = { url: "" };
/** Not the one of a development server that runs meanwhile. */
const cacheDir = mkdtempSync(path.join(tmpdir(), "plinto-spa-"));
let browser: Browser;
let server: ViteDevServer;

beforeAll(async () => {
  const root = path.join(import.meta.dirname, "..");
  [browser, server] = await Promise.all([startChromium(), createServer({ root, cacheDir, server: { host: "localhost", port: 0 }, logLevel: "error" })]);
  await server.listen();
  site.url = new URL(server.resolvedUrls!.local[0]!).origin;
}, 60_000);

afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
  rmSync(cacheDir, { recursive: true, force: true });
});

test("by itself the page asks nobody else: one signs up with the code in its inspector, and is there after a reload", { timeout: 60_000 }, async () => {
  const lin = await visit(browser, site, "/sign-up");
  const asked = new Set<string>();
  lin.page.context().on("request", (request) => asked.add(new URL(request.url()).origin));
  await lin.page.getByLabel("Name").fill("Lin Wei");
  await lin.page.getByLabel("E-mail").fill("lin@example.test");
  await lin.page.getByLabel("Password").fill("correct horse battery");
  await lin.page.getByRole("button", { name: "Create the account" }).click();
  await isAt(lin, "Confirm your e-mail");
  await lin.page.getByRole("button", { name: "Open the inspector" }).click();
  await lin.page.getByRole("link", { name: "Mailbox" }).click();
  const message = await lin.page.getByRole("option", { name: /lin@example\.test/ }).textContent();
  await lin.page.getByRole("button", { name: "Close" }).click();
  await lin.page.getByLabel("Code").fill(/\d{6}/.exec(message ?? "")![0]);
  await lin.page.getByRole("button", { name: "Confirm" }).click();
  await isAt(lin, "Organizations");
  await lin.page.getByRole("button", { name: "Create an organization" }).click();
  await lin.page.getByRole("dialog").getByLabel("Name").fill("Paper Boats");
  await lin.page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await isAt(lin, "Paper Boats");
  await lin.page.reload();
  await isAt(lin, "Paper Boats");
  expect([...asked]).toEqual([site.url]);
  expect(lin.told).toEqual([]);
});

test("a provider opens in a window of its own, which closes when one is signed in", async () => {
  const ada = await visit(browser, site);
  const [provider] = await Promise.all([ada.page.waitForEvent("popup"), ada.page.getByRole("button", { name: "Google" }).click()]);
  const closed = provider.waitForEvent("close");
  await provider.getByRole("button", { name: "Ada Lovelace" }).click();
  await closed;
  await isAt(ada, "Acme");
  expect(ada.told).toEqual([]);
});

test("two tabs of one browser share the backend: what one changes the other shows", async () => {
  const ada = await visit(browser, site);
  await signIn(ada, { email: "ada@acme.test", password: "plinto-demo" });
  await isAt(ada, "Acme");
  const other = await ada.page.context().newPage();
  await other.goto(`${site.url}/organization/teams`);
  await other.getByText("Engineering").waitFor();
  await ada.page.bringToFront();
  await ada.page.getByRole("link", { name: "Teams" }).click();
  await ada.page.getByRole("button", { name: "Create a team" }).click();
  await ada.page.getByRole("dialog").getByLabel("Name").fill("Harbour");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await isAt(ada, "Harbour");
  await other.getByText("Harbour").waitFor();
});

test("a browser that has no service workers is told why the application cannot start", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  const page = await context.newPage();
  await page.goto(site.url);
  expect(await page.getByRole("alert").textContent()).toMatch(/^The application cannot start\. There can be no service worker here: it takes a page/);
  await context.close();
});
