import fc from "fast-check";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "../visit.ts";
import { clearSiteData, createOrganization, freshProfile, openTab, organizationNames, signInAda, type Tab } from "./tab.ts";
import { serveSite, type Site } from "./site.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), serveSite("msw")]);
});

afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

test("over a reload a person stays signed in, and what she made is there", async () => {
  const tab = await openTab(await freshProfile(browser), site);
  await signInAda(tab);
  await createOrganization(tab, "Kept");
  await tab.reload();
  expect(await organizationNames(tab)).toContain("Kept");
  expect(await tab.page.evaluate(async () => (await app).plinto.session.current?.user.email)).toBe("ada@acme.test");
  expect(tab.told).toEqual([]);
});

test("a session that was ended before a reload is over after it", async () => {
  const tab = await openTab(await freshProfile(browser), site);
  await signInAda(tab);
  const kept = await tab.page.evaluate(() => ({ ...localStorage }));
  await tab.page.evaluate(async () => (await app).plinto.auth.signOut());
  await tab.page.evaluate((entries) => Object.assign(localStorage, entries), kept);
  await tab.reload();
  const refusal = await tab.page.evaluate(async () => {
    const answer = await (await app).plinto.organizations.list().safe();
    return answer.ok ? "answered" : answer.error.code;
  });
  expect(refusal).toBe("session_revoked");
});

const rounds = 8;

test(`a page that dies at ${rounds} random moments loses nothing that was answered, and leaves nothing half done`, { timeout: 90_000 }, async () => {
  const profile = await freshProfile(browser);
  const answered = new Set<string>();
  let heard = (): void => {};
  await profile.exposeFunction("noteAnswer", (id: string) => {
    answered.add(id);
    heard();
  });
  const seed = Date.now() & 0x7fffffff;
  const delays = fc.sample(fc.integer({ min: 5, max: 250 }), { numRuns: rounds, seed });
  for (const [round, delay] of delays.entries()) {
    const told = `seed ${seed}, round ${round}`;
    const tab = await openTab(profile, site);
    if (round === 0) await signInAda(tab);
    // A page that dies before its first answer has nothing to lose.
    const isAtWork = new Promise<void>((resolve) => (heard = resolve));
    await tab.page.evaluate(async () => {
      const { plinto } = await app;
      const { noteAnswer } = globalThis as unknown as { noteAnswer: (id: string) => Promise<void> };
      const write = async (): Promise<void> => {
        for (;;) await noteAnswer((await plinto.organizations.create({ name: "Written" })).id);
      };
      for (let writer = 0; writer < 3; writer += 1) void write();
    });
    await isAtWork;
    await new Promise((resolve) => setTimeout(resolve, delay));
    await die(tab, round);

    const reader = await openTab(profile, site);
    const ids = await reader.page.evaluate(async () => {
      const made: string[] = [];
      for await (const { id, name } of (await app).plinto.organizations.list({ pageSize: 100 })) if (name === "Written") made.push(id);
      return made;
    });
    expect({ told, lost: [...answered].filter((id) => !ids.includes(id)) }).toEqual({ told, lost: [] });
    // Each change is there with all that belongs to it: its owner, without whom it were not listed, and its event.
    const created = await reader.page.evaluate(async () =>
      (await app).mock.events.filter(({ type }) => type === "organization.created").map((event) => event.target.id),
    );
    expect({ told, ids: created.toSorted() }).toEqual({ told, ids: ids.toSorted() });
    await reader.page.close();
  }
  expect(answered.size).toBeGreaterThanOrEqual(rounds);
});

/** By turns: the process of the page crashes, the tab is closed. */
async function die({ page, control }: Tab, round: number): Promise<void> {
  if (round % 2 === 1) return page.close();
  const crashed = page.waitForEvent("crash");
  control.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
}

test("a page whose data was cleared says so until it is reloaded, and then begins anew", async () => {
  const tab = await openTab(await freshProfile(browser), site);
  await signInAda(tab);
  await createOrganization(tab, "Cleared");
  await clearSiteData(tab, site, "indexeddb");
  const answer = await tab.page.evaluate(async () => {
    const response = await fetch(`${(await app).mock.baseUrl}/v1/health`);
    return { status: response.status, body: (await response.json()) as object };
  });
  expect(answer).toMatchObject({ status: 500, body: { code: "internal_error", detail: expect.stringContaining("its data cleared") } });
  await tab.reload();
  const people = await tab.page.evaluate(async () => (await app).mock.events.length);
  expect(people).toBe(0);
  await signInAda(tab);
  expect(await organizationNames(tab)).toEqual(["Acme"]);
});
