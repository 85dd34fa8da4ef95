import type { Browser, Locator } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "../visit.ts";
import { createOrganization, freshProfile, openTab, organizationNames, signInAda } from "./tab.ts";
import { serveSite, type Site } from "./site.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), serveSite("msw")]);
});

afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

const closeName = "Hide the badge of the Plinto mock";

test("a badge says that the mock is live, as a status for those who cannot see it", async () => {
  const { page } = await openTab(await freshProfile(browser), site);
  expect(await page.getByRole("status").textContent()).toBe("Plinto mock");
});

test("the badge says that another tab changed something, until this one asks again", async () => {
  const profile = await freshProfile(browser);
  const first = await openTab(profile, site);
  await signInAda(first);
  const second = await openTab(profile, site);
  expect(await second.page.getByRole("status").textContent()).toBe("Plinto mock");
  await createOrganization(first, "Another");
  await second.page.getByText("Plinto mock: another tab changed").waitFor();
  expect(await first.page.getByRole("status").textContent()).toBe("Plinto mock");
  await organizationNames(second);
  expect(await second.page.getByRole("status").textContent()).toBe("Plinto mock");
});

test("the badge can be closed by the keyboard, and stopping the mock takes it away", async () => {
  const { page } = await openTab(await freshProfile(browser), site);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.getByRole("button", { name: closeName }).count()).toBe(0);
  await page.reload();
  await page.getByRole("button", { name: closeName }).waitFor();
  await page.evaluate(async () => (await app).worker.stop());
  expect(await page.getByRole("button", { name: closeName }).count()).toBe(0);
});

test("there is no badge for who wants none", async () => {
  const { page } = await openTab(await freshProfile(browser), site, { badge: "no" });
  expect(await page.getByRole("status").count()).toBe(0);
});

/** The lightest and the darkest part of a colour as the browser gives it, 0 to 255. */
async function brightness(of: Locator, property: "backgroundColor" | "color"): Promise<number> {
  const colour = await of.evaluate((element, name) => getComputedStyle(element)[name], property);
  const parts = /rgba?\((\d+), (\d+), (\d+)/.exec(colour)!.slice(1).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 3;
}

test("the badge is light on a light page and dark on a dark one, small, and inside the corner of a small screen", async () => {
  const { page } = await openTab(await freshProfile(browser), site);
  await page.setViewportSize({ width: 320, height: 480 });
  const badge = page.getByText("Plinto mock").locator("..");
  await page.emulateMedia({ colorScheme: "light" });
  expect(await brightness(badge, "backgroundColor")).toBeGreaterThan(240);
  expect(await brightness(badge, "color")).toBeLessThan(80);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await brightness(badge, "backgroundColor")).toBeLessThan(60);
  expect(await brightness(badge, "color")).toBeGreaterThan(220);
  const { x, y, width, height } = (await badge.boundingBox())!;
  expect(x + width).toBeLessThanOrEqual(320);
  expect(y + height).toBeLessThanOrEqual(480);
  expect(width * height).toBeLessThan(150 * 32);
  await page.emulateMedia({ media: "print" });
  expect(await badge.isVisible()).toBe(false);
});

test("a strict content security policy lets the badge have its looks", async () => {
  const { page, told } = await openTab(await freshProfile(browser), site, { policy: "strict" });
  const badge = page.getByText("Plinto mock").locator("..");
  expect(await badge.evaluate((element) => getComputedStyle(element).display)).toBe("flex");
  expect(told).toEqual([]);
});
