import axe from "axe-core";
import type { Browser } from "playwright";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startChromium } from "../visit.ts";
import { createOrganization, freshProfile, openTab, signInAda, type Tab } from "./tab.ts";
import { serveSite, type Site } from "./site.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), serveSite("msw")]);
});

beforeEach(() => {
  site.reached.length = 0;
});

afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

/** A page whose mock has the inspector at hand. */
async function inspectable(query: Readonly<Record<string, string>> = {}): Promise<Tab> {
  return openTab(await freshProfile(browser), site, { ui: "yes", ...query });
}

async function openPanel({ page }: Tab): Promise<void> {
  await page.getByRole("button", { name: "Inspect the Plinto mock" }).click();
  await page.getByText("live", { exact: true }).waitFor();
}

test("the badge opens the inspector over the page, loaded only then, and Escape goes back to the badge", async () => {
  const tab = await inspectable({ policy: "strict" });
  const { page, told } = tab;
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: /ada@acme\.test/ }).waitFor();
  expect(loaded.filter((path) => path.endsWith(".js")).length).toBeGreaterThan(1);
  await page.keyboard.press("2");
  await page.getByText("No message. Sign somebody up, or invite somebody.").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("region", { name: "Inspector of the Plinto mock" }).count()).toBe(0);
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: /ada@acme\.test/ }).waitFor();
  expect([told, site.reached]).toEqual([[], []]);
});

test("the page is signed in as a person, and why its requests are refused is seen as they come", async () => {
  const tab = await inspectable();
  const { page, told } = tab;
  await openPanel(tab);
  await page.getByRole("option", { name: /vera@acme\.test/ }).click();
  await page.getByRole("combobox", { name: "Where" }).selectOption({ label: "Acme (viewer)" });
  await page.getByRole("button", { name: "Sign in as vera@acme.test" }).click();
  await page.getByRole("button", { name: "Use in this page" }).click();
  await page.getByText("This page's Web Storage holds the session now.").waitFor();
  await page.getByRole("link", { name: "Requests" }).click();
  const [email, code] = await page.evaluate(async () => {
    const { plinto } = await app;
    const me = await plinto.users.getMe();
    return plinto.invitations.create({ email: "new@acme.test", role: "member" }).then(
      () => [me.email, "none"],
      (error: unknown) => [me.email, (error as { code: string }).code],
    );
  });
  expect([email, code]).toEqual(["vera@acme.test", "permission_denied"]);
  await page.getByRole("option", { name: /POST \/v1\/invitations.*permission_denied · vera@acme\.test/ }).click();
  await page.getByRole("region", { name: "Why it was refused" }).getByText("The caller lacks the permission").waitFor();
  expect([told, site.reached]).toEqual([[], []]);
});

test("what another tab does is seen without asking", async () => {
  const profile = await freshProfile(browser);
  const first = await openTab(profile, site);
  await signInAda(first);
  const second = await openTab(profile, site, { ui: "yes" });
  await openPanel(second);
  await second.page.getByRole("link", { name: "Events and ledger" }).click();
  await createOrganization(first, "From the other tab");
  await second.page.getByRole("option", { name: /createOrganization/ }).waitFor();
});

test("while somebody works in the page, its keys are none of the inspector's", async () => {
  const tab = await inspectable();
  const { page } = tab;
  await openPanel(tab);
  await page.getByRole("heading", { name: "A page under development" }).click();
  await page.keyboard.press("5");
  await page.keyboard.press("Escape");
  expect(await page.getByRole("link", { name: "People" }).getAttribute("aria-current")).toBe("page");
});

test("the page of its keys is closed first, then the panel", async () => {
  const tab = await inspectable();
  const { page } = tab;
  await openPanel(tab);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).getByRole("row", { name: "Esc Close the inspector" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.getByRole("dialog", { name: "Keys" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: "People" }).isVisible()).toBe(true);
  await page.getByRole("button", { name: "Show the keys" }).focus();
  await page.keyboard.press("Escape");
  expect(await page.getByRole("link", { name: "People" }).count()).toBe(0);
});

test("another world is inspected in the same panel, and one goes back", async () => {
  const tab = await inspectable();
  const { page } = tab;
  await openPanel(tab);
  await page.getByRole("link", { name: "Worlds" }).click();
  await page.getByLabel("Name of a new world").fill("checkout");
  await page.getByRole("button", { name: "New from the seed" }).click();
  await page.getByRole("button", { name: "Inspect checkout" }).click();
  await page.getByText("World checkout").waitFor();
  await page.getByRole("link", { name: "Worlds" }).click();
  await page.getByRole("button", { name: "Inspect the default world" }).click();
  await page.getByText("World default").waitFor();
});

test("a snapshot outlives the panel, and the panel ends with the mock", async () => {
  const tab = await inspectable();
  const { page } = tab;
  await openPanel(tab);
  await page.getByRole("link", { name: "Snapshots" }).click();
  await page.getByLabel("Name").fill("before");
  await page.getByRole("button", { name: "Take a snapshot" }).click();
  await page.getByRole("button", { name: "Close the inspector" }).click();
  await openPanel(tab);
  await page.getByRole("link", { name: "Snapshots" }).click();
  await page.getByRole("button", { name: "Restore before" }).waitFor();
  await page.evaluate(async () => (await app).worker.stop());
  expect(await page.getByRole("region", { name: "Inspector of the Plinto mock" }).count()).toBe(0);
});

test("without a badge the page opens the inspector itself, once", async () => {
  const { page } = await inspectable({ badge: "no" });
  await page.evaluate(async () => {
    const { worker } = await app;
    await Promise.all([worker.openInspector(), worker.openInspector()]);
  });
  expect(await page.getByRole("region", { name: "Inspector of the Plinto mock" }).count()).toBe(1);
});

test.for(["light", "dark"] as const)("axe finds nothing wrong with the panel in %s colours, nor is anything cut off on a small screen", async (colorScheme) => {
  const tab = await inspectable();
  const { page } = tab;
  await page.emulateMedia({ colorScheme });
  await openPanel(tab);
  await page.evaluate(axe.source);
  const faults = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, { iframes: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
  expect(faults).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.getByRole("button", { name: "Whole page" }).click();
  const box = (await page.getByRole("region", { name: "Inspector of the Plinto mock" }).boundingBox())!;
  expect(box).toMatchObject({ x: 0, y: 0, width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
