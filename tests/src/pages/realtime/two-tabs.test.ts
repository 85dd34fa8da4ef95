/** One socket for all tabs of a browser, with the browser's own locks, channels and storage. */

import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { startChromium } from "../visit.ts";
import { serveLiveSite, type LiveSite } from "./live-site.ts";

let browser: Browser;
let site: LiveSite;

beforeAll(async () => {
  browser = await startChromium();
});
beforeEach(async () => {
  site = await serveLiveSite();
});
afterEach(() => site.close());
afterAll(() => browser.close());

/** A tab that listens to the organization; in the first one of a profile Ada signs in. */
async function listeningTab(profile: BrowserContext): Promise<Page> {
  const page = await profile.newPage();
  await page.goto(site.url);
  await page.evaluate(async (orgId) => {
    const { plinto, listen } = globalThis.live;
    if (!plinto.session.current) await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
    await listen(orgId);
  }, site.orgId);
  return page;
}

async function tabs(count: number): Promise<Page[]> {
  const profile = await browser.newContext();
  onTestFinished(() => profile.close());
  const opened: Page[] = [];
  while (opened.length < count) opened.push(await listeningTab(profile));
  return opened;
}

const heardBy = (page: Page): Promise<string[]> => page.evaluate(() => globalThis.live.heard);

/** The tab that has the socket: it alone knows of the transitions. A tab that was closed may go on for a moment. */
async function splitByLeader(pages: readonly Page[]): Promise<{ leader: Page; others: Page[] }> {
  const leads = (): Promise<boolean[]> => Promise.all(pages.map((page) => page.evaluate(() => globalThis.live.realtime.explain().length > 0)));
  await expect.poll(async () => (await leads()).filter(Boolean).length).toBe(1);
  const isLeader = await leads();
  return { leader: pages[isLeader.indexOf(true)]!, others: pages.filter((_, index) => !isLeader[index]) };
}

test("three tabs have one socket, and each hears every event once", async () => {
  const pages = await tabs(3);
  expect(site.mock.realtime.connections).toHaveLength(1);
  await site.makeTeams("one", "two");
  for (const page of pages) await expect.poll(() => heardBy(page)).toEqual(["one", "two"]);
  await splitByLeader(pages);
});

test("a token that has run out is replaced once for both tabs, and nothing is lost meanwhile", async () => {
  const pages = await tabs(2);
  await site.mock.clock.advance("6m");
  await site.makeTeams("late");
  for (const page of pages) await expect.poll(() => heardBy(page), { timeout: 10_000 }).toEqual(["late"]);
  expect({ sockets: site.mock.realtime.connections.length, refreshes: site.calls("refreshSession") }).toEqual({ sockets: 1, refreshes: 1 });
});

test("when the tab with the socket closes, the other takes over, and what happens around it is heard once", async () => {
  const { leader, others } = await splitByLeader(await tabs(3));
  await site.makeTeams("before");
  await expect.poll(() => heardBy(others[0]!)).toEqual(["before"]);
  await Promise.all([leader.close(), site.makeTeams("meanwhile 1", "meanwhile 2", "meanwhile 3")]);
  await site.makeTeams("after");
  const all = ["before", "meanwhile 1", "meanwhile 2", "meanwhile 3", "after"];
  for (const page of others) await expect.poll(() => heardBy(page), { timeout: 10_000 }).toEqual(all);
  expect(site.mock.realtime.connections).toHaveLength(1);
  await splitByLeader(others);
});

test("a tab whose renderer dies leaves the socket to the other", async () => {
  const { leader, others } = await splitByLeader(await tabs(2));
  const control = await leader.context().newCDPSession(leader);
  const crashed = leader.waitForEvent("crash");
  control.send("Page.crash").catch(() => {});
  await crashed;
  await site.makeTeams("after the crash");
  await expect.poll(() => heardBy(others[0]!), { timeout: 10_000 }).toEqual(["after the crash"]);
});

test("signing out in one tab leaves the socket of both", async () => {
  const [first, second] = await tabs(2);
  await first!.evaluate(() => globalThis.live.plinto.auth.signOut());
  await expect.poll(() => second!.evaluate(() => globalThis.live.realtime.status)).toBe("signed-out");
  await expect.poll(() => site.mock.realtime.connections.length).toBe(0);
});
