import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "../visit.ts";
import { freshProfile, openTab, signInAda, type Tab } from "./tab.ts";
import { serveSite, type Site } from "./site.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), serveSite("msw")]);
});

afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

/** A tab whose program opens a receiver, as every tab with that program does: it has the same address in each. */
async function receivingTab(profile: Parameters<typeof openTab>[0]): Promise<Tab> {
  const tab = await openTab(profile, site);
  await tab.page.evaluate(async () => {
    const { mock } = await app;
    Object.assign(globalThis, { inbox: mock.webhooks.receiver() });
  });
  return tab;
}

/** Makes an endpoint of Ada's organization with the address of the receivers. */
function makeEndpoint({ page }: Tab): Promise<void> {
  return page.evaluate(async () => {
    const { mock, plinto } = await app;
    const { webhooks } = plinto.forOrganization(mock.seed.organizations["acme"]!.id);
    await webhooks.create({ url: "https://receiver.plinto.test/1", events: ["team.created"] });
  });
}

function makeTeams({ page }: Tab, count: number): Promise<void> {
  return page.evaluate(async (wanted) => {
    const { mock, plinto } = await app;
    const { teams } = plinto.forOrganization(mock.seed.organizations["acme"]!.id);
    await Promise.all(Array.from({ length: wanted }, (_, index) => teams.create({ name: `Team ${index}` })));
  }, count);
}

/** The events that the receiver of a tab was told of. */
function received({ page }: Tab): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { inbox: { received: { event: { id: string } }[] } }).inbox.received.map(({ event }) => event.id));
}

/** What became of every delivery, as a tab sees it after it has asked. */
function statuses({ page }: Tab): Promise<string[]> {
  return page.evaluate(async () => {
    const { mock } = await app;
    await fetch(`${mock.baseUrl}/v1/health`);
    return mock.webhooks.deliveries.map(({ status }) => status);
  });
}

test("what happens in two tabs at once is delivered by one of them, each event once", async () => {
  const profile = await freshProfile(browser);
  const first = await receivingTab(profile);
  await signInAda(first);
  const second = await receivingTab(profile);
  await makeEndpoint(first);
  await Promise.all([makeTeams(first, 10), makeTeams(second, 10)]);
  await expect.poll(async () => [...new Set(await statuses(first))], { timeout: 10_000 }).toEqual(["delivered"]);
  const ids = (await Promise.all([first, second].map(received))).flat();
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(20);
  expect(await statuses(second)).toEqual(Array.from({ length: 20 }, () => "delivered"));
  expect([...first.told, ...second.told]).toEqual([]);
});

test("what a tab had on its way when it was closed is delivered by the other, after the lease of the attempt", async () => {
  const profile = await freshProfile(browser);
  const first = await receivingTab(profile);
  await signInAda(first);
  await makeEndpoint(first);
  const second = await receivingTab(profile);
  await first.page.evaluate(() => (globalThis as unknown as { inbox: { hang(): void } }).inbox.hang());
  await makeTeams(first, 1);
  await expect.poll(() => received(first)).toHaveLength(1);
  expect(await statuses(second)).toEqual(["delivering"]);
  await first.page.close();
  await second.page.evaluate(async () => (await app).mock.clock.advance("5m"));
  await expect.poll(() => statuses(second)).toEqual(["delivered"]);
  expect(await received(second)).toHaveLength(1);
});
