import type { Browser, BrowserContext, CDPSession, Page } from "playwright";
import { onTestFinished } from "vitest";
import type { Site } from "./site.ts";

/** One tab with the page in it. */
export interface Tab {
  readonly page: Page;
  /** Chromium's own controls: for what no page can do to itself. */
  readonly control: CDPSession;
  /** Warnings and errors that scripts wrote to the console, and errors that nobody caught. */
  readonly told: string[];
  /** Loads the page again. */
  reload(): Promise<void>;
}

/** A profile of its own: storage, workers and tabs apart from all others. */
export async function freshProfile(browser: Browser): Promise<BrowserContext> {
  const profile = await browser.newContext();
  onTestFinished(() => profile.close());
  return profile;
}

/** Opens a tab and waits until the mock in it is live. */
export async function openTab(profile: BrowserContext, site: Site, query: Readonly<Record<string, string>> = {}): Promise<Tab> {
  const page = await profile.newPage();
  const told: string[] = [];
  page.on("console", (message) => {
    // What the browser itself says about requests that failed has no arguments.
    if ((message.type() === "warning" || message.type() === "error") && message.args().length > 0) told.push(message.text());
  });
  page.on("pageerror", (error) => told.push(`uncaught: ${error.message}`));
  const control = await profile.newCDPSession(page);
  await control.send("ServiceWorker.enable");
  await page.goto(`${site.url}/?${new URLSearchParams({ api: site.api, ...query })}`);
  await isLive(page);
  return {
    page,
    control,
    told,
    async reload() {
      await page.reload();
      await isLive(page);
    },
  };
}

async function isLive(page: Page): Promise<void> {
  await page.evaluate(async () => void (await app));
}

export async function signInAda({ page }: Tab): Promise<void> {
  await page.evaluate(async () => {
    const { plinto } = await app;
    await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
  });
}

/** Makes an organization as whoever is signed in, and returns its id. */
export function createOrganization({ page }: Tab, name: string): Promise<string> {
  return page.evaluate(async (chosen) => (await (await app).plinto.organizations.create({ name: chosen })).id, name);
}

/** The names of the organizations of whoever is signed in. */
export function organizationNames({ page }: Tab): Promise<string[]> {
  return page.evaluate(async () => (await (await app).plinto.organizations.list({ pageSize: 100 }).toArray({ max: 1_000 })).map(({ name }) => name));
}

/** Does to the workers of a profile what the browser does when it is short of memory, or a person in the developer tools. */
export async function stopWorkers({ control }: Tab): Promise<void> {
  await control.send("ServiceWorker.stopAllWorkers");
}

/** Clears some of the site's data, as a person can in the browser's settings. */
export async function clearSiteData({ control }: Tab, site: Site, storageTypes: "service_workers" | "cache_storage" | "indexeddb"): Promise<void> {
  await control.send("Storage.clearDataForOrigin", { origin: site.url, storageTypes });
}
