import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { isAt, type Person, signIn, startChromium } from "./support/person.ts";

// As `npm run dev` serves it: each tab has the backend in itself, and what happened goes from tab to tab.
let browser: Browser;
let server: ViteDevServer;
let url: string;
/** Not the one of a development server that runs meanwhile. */
const cacheDir = mkdtempSync(path.join(tmpdir(), "plinto-spa-"));

beforeAll(async () => {
  const root = path.join(import.meta.dirname, "..");
  [browser, server] = await Promise.all([startChromium(), createServer({ root, cacheDir, server: { host: "localhost", port: 0 }, logLevel: "error" })]);
  await server.listen();
  url = new URL(server.resolvedUrls!.local[0]!).origin;
}, 60_000);

afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
  rmSync(cacheDir, { recursive: true, force: true });
});

/** Ada in two tabs of one browser. */
async function twoTabs(): Promise<readonly [Person, Page]> {
  const context = await browser.newContext({ locale: "en-GB" });
  context.setDefaultTimeout(15_000);
  onTestFinished(() => context.close());
  const told: string[] = [];
  context.on("weberror", (error) => told.push(error.error().message));
  const page = await context.newPage();
  await page.goto(url);
  await signIn({ page, told }, { email: "ada@acme.test", password: "plinto-demo" });
  await isAt({ page, told }, "Acme");
  const other = await context.newPage();
  await other.goto(`${url}/organization/activity`);
  await other.getByText("live", { exact: true }).waitFor();
  return [{ page, told }, other];
}

async function createTeam(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Teams" }).click();
  await page.getByRole("button", { name: "Create a team" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

test("two tabs share the backend in the page: what one does the other shows as it happens, both ways", { timeout: 60_000 }, async () => {
  const [ada, other] = await twoTabs();
  await createTeam(ada.page, "Harbour");
  await other.getByRole("list", { name: "Activity" }).getByRole("listitem").filter({ hasText: "Harbour" }).waitFor();
  await ada.page.getByRole("link", { name: "Teams" }).click();
  await ada.page.getByRole("link", { name: "Harbour" }).waitFor();
  await createTeam(other, "Lighthouse");
  await ada.page.getByRole("link", { name: "Lighthouse" }).waitFor();
  expect(ada.told).toEqual([]);
});

test("when the tab with the socket is closed, the other goes on to hear", { timeout: 60_000 }, async () => {
  const [ada, other] = await twoTabs();
  const third = await other.context().newPage();
  await third.goto(`${url}/organization/teams`);
  await third.getByText("Engineering").waitFor();
  await ada.page.close();
  await createTeam(third, "Harbour");
  await other.getByRole("list", { name: "Activity" }).getByRole("listitem").filter({ hasText: "Harbour" }).waitFor();
  await other.getByRole("link", { name: "Teams" }).click();
  await createTeam(third, "Lighthouse");
  await other.getByRole("link", { name: "Lighthouse" }).waitFor();
  expect(ada.told).toEqual([]);
});
