import type { Browser } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startChromium } from "../visit.ts";
import { clearSiteData, createOrganization, freshProfile, openTab, organizationNames, signInAda, stopWorkers, type Tab } from "./tab.ts";
import { serveSite, type MswName, type Site } from "./site.ts";

const startedAgain = expect.stringContaining("It was started again, and the mock answers as before.");

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(() => browser.close());

for (const [title, msw, keepsPages] of [
  ["msw 3", "msw", true],
  ["msw 2", "msw2", false],
] as const satisfies [string, MswName, boolean][]) {
  describe(`with ${title}`, () => {
    let site: Site;

    beforeAll(async () => {
      site = await serveSite(msw);
    });

    beforeEach(() => {
      site.reached.length = 0;
      site.servesWorker = true;
    });

    afterAll(() => site.close());

    async function signedInTab(query: Readonly<Record<string, string>> = {}): Promise<Tab> {
      const tab = await openTab(await freshProfile(browser), site, query);
      await signInAda(tab);
      return tab;
    }

    test("the first request after the browser stopped the worker is answered by the mock", async () => {
      const tab = await signedInTab();
      for (let time = 0; time < 3; time += 1) {
        await stopWorkers(tab);
        expect(await organizationNames(tab)).toEqual(["Acme"]);
      }
      expect(site.reached).toEqual([]);
      expect(tab.told).toEqual([]);
    });

    test("a request that was under way when the worker was stopped has its effect once, and no answer is the network's", async () => {
      const tab = await signedInTab();
      const { page } = tab;
      await page.evaluate(async () => {
        const { mock, plinto } = await app;
        mock.faults.add({ operation: "createOrganization", latencyMs: 400, latencyClock: "real", times: 1 });
        Object.assign(globalThis, { underWay: plinto.organizations.create({ name: "Under way" }).then(({ name }) => name) });
      });
      await stopWorkers(tab);
      expect(await page.evaluate(() => (globalThis as unknown as { underWay: Promise<string> }).underWay)).toBe("Under way");
      expect(await organizationNames(tab)).toEqual(expect.arrayContaining(["Acme", "Under way"]));
      expect(await page.evaluate(async () => (await app).mock.events.filter(({ type }) => type === "organization.created").length)).toBe(1);
      // The script of msw 2 forgets whom it serves, and the browser repeats the request: that cannot be kept in, but it is said.
      if (keepsPages) expect(site.reached).toEqual([]);
      expect(tab.told).toEqual(site.reached.length === 0 ? [] : [expect.stringContaining("Its answer was dropped.")]);
    });

    test("a worker that was unregistered goes on, and is there again after a reload", async () => {
      const tab = await signedInTab();
      await tab.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      await stopWorkers(tab);
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      await tab.reload();
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      expect(site.reached).toEqual([]);
    });

    test("a worker that was cleared away is started again, said once for all requests that waited", async () => {
      const tab = await signedInTab();
      await clearSiteData(tab, site, "service_workers");
      const statuses = await tab.page.evaluate(async () => {
        const { mock } = await app;
        return Promise.all(Array.from({ length: 10 }, async () => (await fetch(`${mock.baseUrl}/v1/health`)).status));
      });
      expect(statuses).toEqual(Array.from({ length: 10 }, () => 200));
      await createOrganization(tab, "Afterwards");
      expect(site.reached).toEqual([]);
      expect(tab.told).toEqual([startedAgain]);
    });

    test("a worker that is lost while nobody asks for anything is started again, too", async () => {
      const { page, told, control } = await signedInTab();
      const again = page.waitForEvent("console", (message) => message.text().includes("started again"));
      await clearSiteData({ page, told, control } as Tab, site, "service_workers");
      await again;
      expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe("activated");
    });

    test("both tabs get their worker back", async () => {
      const profile = await freshProfile(browser);
      const first = await openTab(profile, site);
      await signInAda(first);
      const second = await openTab(profile, site);
      await second.page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }));
      await clearSiteData(first, site, "service_workers");
      expect(await Promise.all([organizationNames(first), organizationNames(second)])).toEqual([["Acme"], ["Acme"]]);
      expect(await second.page.evaluate(() => "isTheSamePage" in globalThis)).toBe(true);
      expect(site.reached).toEqual([]);
      expect([...first.told, ...second.told]).toEqual([startedAgain, startedAgain]);
    });

    test("the worker's memory of its pages may go, too", async () => {
      const tab = await signedInTab();
      await clearSiteData(tab, site, "cache_storage");
      await stopWorkers(tab);
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      expect(site.reached).toEqual([]);
    });

    test("below the page's own origin nothing reaches the page's server either", async () => {
      const tab = await signedInTab({ api: `${site.url}/__api` });
      await clearSiteData(tab, site, "service_workers");
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      await stopWorkers(tab);
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      expect(site.reached).toEqual([]);
    });

    test("where the worker cannot be started again, requests fail as a lost connection does, until it can", async () => {
      const tab = await signedInTab();
      const { page } = tab;
      site.servesWorker = false;
      await clearSiteData(tab, site, "service_workers");
      const failure = (): Promise<string> =>
        page.evaluate(async () => {
          const answer = await (await app).plinto.organizations.list().safe();
          return answer.ok ? "answered" : answer.error.kind;
        });
      expect([await failure(), await failure()]).toEqual(["network", "network"]);
      expect(site.reached).toEqual([]);
      expect(tab.told).toEqual([expect.stringContaining("cannot be started again")]);
      site.servesWorker = true;
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      expect(tab.told).toEqual([expect.stringContaining("cannot be started again"), startedAgain]);
    });

    test("a page that was frozen answers when it is thawed, even when its worker was stopped meanwhile", async () => {
      const profile = await freshProfile(browser);
      const frozen = await openTab(profile, site);
      await signInAda(frozen);
      const other = await openTab(profile, site);
      await frozen.control.send("Page.setWebLifecycleState", { state: "frozen" });
      await createOrganization(other, "Meanwhile");
      await stopWorkers(other);
      await frozen.control.send("Page.setWebLifecycleState", { state: "active" });
      expect(await organizationNames(frozen)).toEqual(expect.arrayContaining(["Acme", "Meanwhile"]));
      expect(site.reached).toEqual([]);
    });

    test("a page that comes back from the history answers", async () => {
      const tab = await signedInTab();
      await tab.page.goto(`${site.url}/not-there`);
      await tab.page.goBack();
      expect(await organizationNames(tab)).toEqual(["Acme"]);
      expect(site.reached).toEqual([]);
    });

    test("who stops the mock has the network back", async () => {
      const { page } = await signedInTab();
      const answers = await page.evaluate(async () => {
        const { mock, worker } = await app;
        await worker.stop();
        const outside = await (await fetch(`${mock.baseUrl}/v1/health`)).text();
        await worker.start();
        await worker.start();
        const inside = await (await fetch(`${mock.baseUrl}/v1/health`)).text();
        return { outside, inside, isNative: fetch.toString().includes("[native code]") };
      });
      expect(answers).toEqual({ outside: '{"from":"the network"}', inside: expect.stringContaining('"status":"'), isNative: false });
      expect(site.reached).toEqual(["GET /v1/health"]);
    });
  });
}
