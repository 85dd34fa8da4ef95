import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "../visit.ts";
import { createOrganization, freshProfile, openTab, organizationNames, signInAda, type Tab } from "./tab.ts";
import { serveSite, type Site } from "./site.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), serveSite("msw")]);
});

afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

/** Two tabs of one profile, in which Ada is signed in. */
async function twoTabs(): Promise<[Tab, Tab]> {
  const profile = await freshProfile(browser);
  const first = await openTab(profile, site);
  await signInAda(first);
  return [first, await openTab(profile, site)];
}

test("each of two tabs sees at its next request what the other did", async () => {
  const [first, second] = await twoTabs();
  await createOrganization(first, "From the first");
  expect(await organizationNames(second)).toContain("From the first");
  await createOrganization(second, "From the second");
  expect(await organizationNames(first)).toEqual(await organizationNames(second));
});

test("two tabs that write at once lose nothing and give no id twice", async () => {
  const tabs = await twoTabs();
  const each = 25;
  const writeMany = ({ page }: Tab): Promise<string[]> =>
    page.evaluate(async (count) => {
      const { plinto } = await app;
      return Promise.all(Array.from({ length: count }, async (_, index) => (await plinto.organizations.create({ name: `Number ${index}` })).id));
    }, each);
  const ids = (await Promise.all(tabs.map(writeMany))).flat();
  expect(new Set(ids).size).toBe(2 * each);
  const seen = await Promise.all(
    tabs.map(({ page }) =>
      page.evaluate(async () => {
        const { mock, plinto } = await app;
        const listed = (await plinto.organizations.list({ pageSize: 100 }).toArray({ max: 1_000 })).map(({ id }) => id);
        return { listed, events: mock.events.map(({ id }) => id) };
      }),
    ),
  );
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]!.listed).toEqual(expect.arrayContaining(ids));
  expect(new Set(seen[0]!.events).size).toBe(seen[0]!.events.length);
  expect(tabs.flatMap(({ told }) => told)).toEqual([]);
});

test("an address that both tabs claim at once goes to one of them", async () => {
  const tabs = await twoTabs();
  const claim = ({ page }: Tab): Promise<string> =>
    page.evaluate(async () => {
      const answer = await (await app).plinto.organizations.create({ name: "Claimed", slug: "claimed" }).safe();
      return answer.ok ? "made" : answer.error.code;
    });
  expect((await Promise.all(tabs.map(claim))).toSorted()).toEqual(["made", "slug_taken"]);
});

test("a timer that is due in both tabs fires once", async () => {
  const [first, second] = await twoTabs();
  const orgId = await createOrganization(first, "Inviting");
  await first.page.evaluate(async (id) => (await app).plinto.forOrganization(id).invitations.create({ email: "new@acme.test", role: "member" }), orgId);
  expect(await organizationNames(second)).toContain("Inviting");
  const expired = ({ page }: Tab): Promise<number> =>
    page.evaluate(async () => {
      const { mock } = await app;
      await fetch(`${mock.baseUrl}/v1/health`);
      return mock.events.filter(({ type }) => type === "invitation.expired").length;
    });
  // Each moves its own clock, as far as the other's.
  const until = await first.page.evaluate(async () => (await app).mock.clock.now() + 8 * 86_400_000);
  const move = ({ page }: Tab): Promise<void> =>
    page.evaluate(async (instant) => {
      const { clock } = (await app).mock;
      // It may have followed the other already, and a clock does not go back.
      if (clock.now() < instant) await clock.set(instant);
    }, until);
  await Promise.all([move(first), move(second)]);
  expect([await expired(first), await expired(second)]).toEqual([1, 1]);
});

test("mail that one tab sent is waited for in the other", async () => {
  const [first, second] = await twoTabs();
  const waiting = second.page.evaluate(async () => (await (await app).mock.mailbox.waitFor({ to: "vera@acme.test", kind: "otp" })).to);
  await first.page.evaluate(async () => (await app).plinto.auth.sendOtp({ email: "vera@acme.test" }));
  expect(await waiting).toBe("vera@acme.test");
});
