/** A tab that nobody looks at for ten minutes. The devtools protocol hides it, throttles it and drives its time. */

import { chromium, type Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { serveLiveSite, type LiveSite } from "./live-site.ts";
import { rawProfile, type RawProfile, type RawTab } from "./raw-tab.ts";

let browser: Browser;
let site: LiveSite;

beforeAll(async () => {
  const executablePath = process.env["PLINTO_CHROMIUM"];
  if (executablePath === undefined) throw new Error("PLINTO_CHROMIUM names no Chromium: run `npm test -- browser`, which finds one");
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/0"],
    // What Playwright switches off so that tests need not wait is what this is about.
    ignoreDefaultArgs: ["--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"],
  });
});
beforeEach(async () => {
  site = await serveLiveSite();
});
afterEach(() => site.close());
afterAll(() => browser.close());

const heardBy = (tab: RawTab): Promise<string[]> => tab.evaluate("live.heard");

/** A tab in which Ada listens, hidden by another one. */
async function hiddenTab(): Promise<{ tab: RawTab; profile: RawProfile }> {
  const profile = await rawProfile(browser);
  const tab = await profile.open(site.url);
  await expect.poll(() => tab.evaluate("typeof live"), { timeout: 10_000 }).toBe("object");
  await tab.evaluate(`live.plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" }).then(() => live.listen("${site.orgId}"))`);
  await profile.activate(await profile.open("about:blank"));
  await expect.poll(() => tab.evaluate("document.visibilityState")).toBe("hidden");
  return { tab, profile };
}

/** Lets the time of a tab pass, without waiting for it. */
async function pass(tab: RawTab, ms: number): Promise<void> {
  const over = tab.next("Emulation.virtualTimeBudgetExpired");
  await tab.send("Emulation.setVirtualTimePolicy", { policy: "pauseIfNetworkFetchesPending", budget: ms });
  await over;
}

test("hidden for ten minutes, a tab stays connected, renews its token and hears everything once", async () => {
  const { tab } = await hiddenTab();
  const [connection] = site.mock.realtime.connections;
  const names: string[] = [];
  for (let minute = 1; minute <= 10; minute += 1) {
    for (const part of ["a", "b"]) {
      await site.mock.clock.advance("30s");
      await pass(tab, 30_000);
      names.push(`${minute}${part}`);
      await site.makeTeams(`${minute}${part}`);
    }
  }
  await expect.poll(() => heardBy(tab)).toEqual(names);
  // The throttle was on: a timer of one second fired a few dozen times in ten minutes.
  expect(await tab.evaluate("live.ticks")).toBeLessThan(300);
  expect({ sockets: site.mock.realtime.connections.map(({ id }) => id), refreshes: site.calls("refreshSession") }).toEqual({
    sockets: [connection!.id],
    refreshes: 2,
  });
});

test("with timers that never fire, a tab answers the server all the same, and what comes of ten minutes at once loses nothing", async () => {
  const { tab, profile } = await hiddenTab();
  const [connection] = site.mock.realtime.connections;
  // Time that stands still fires no timer at all: more throttled than any browser makes it.
  await tab.send("Emulation.setVirtualTimePolicy", { policy: "pause" });
  const ticks = await tab.evaluate<number>("live.ticks");
  const names: string[] = [];
  for (let minute = 1; minute <= 4; minute += 1) {
    await site.mock.clock.advance("1m");
    names.push(String(minute));
    await site.makeTeams(String(minute));
  }
  await expect.poll(() => heardBy(tab)).toEqual(names);
  expect(await tab.evaluate("live.ticks")).toBe(ticks);
  expect(site.mock.realtime.connections.map(({ id }) => id)).toEqual([connection!.id]);
  await pass(tab, 600_000);
  await profile.activate(tab);
  const status = async (): Promise<string> => {
    await pass(tab, 1_000);
    return tab.evaluate("live.realtime.status");
  };
  await expect.poll(status, { timeout: 10_000 }).toBe("open");
  await site.makeTeams("seen again");
  await expect.poll(() => heardBy(tab), { timeout: 10_000 }).toEqual([...names, "seen again"]);
});

/** Freezes a tab as browsers do with those that were hidden for long, while so many teams are made in half a minute each. */
async function freeze(tab: RawTab, halfMinutes: number): Promise<string[]> {
  await tab.send("Page.setWebLifecycleState", { state: "frozen" });
  const names: string[] = [];
  while (names.length < halfMinutes) {
    await site.mock.clock.advance("30s");
    names.push(String(names.length + 1));
    await site.makeTeams(names.at(-1)!);
  }
  expect(site.mock.realtime.connections).toEqual([]);
  await tab.send("Page.setWebLifecycleState", { state: "active" });
  return names;
}

test("frozen for four minutes, a tab is given up by the server and hears everything when it thaws", async () => {
  const { tab, profile } = await hiddenTab();
  const names = await freeze(tab, 8);
  await profile.activate(tab);
  await expect.poll(() => heardBy(tab), { timeout: 10_000 }).toEqual(names);
  expect(site.mock.realtime.connections).toHaveLength(1);
});

test("frozen for longer than history reaches, a tab says that it missed something, and hears what comes after", async () => {
  const { tab, profile } = await hiddenTab();
  await freeze(tab, 20);
  await profile.activate(tab);
  await expect.poll(() => heardBy(tab), { timeout: 10_000 }).toEqual(["[epoch]"]);
  await site.makeTeams("thawed");
  await expect.poll(() => heardBy(tab)).toEqual(["[epoch]", "thawed"]);
});
