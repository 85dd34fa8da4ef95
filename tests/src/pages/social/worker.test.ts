import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveSite, type Site } from "../tabs/site.ts";
import { freshProfile, openTab } from "../tabs/tab.ts";
import { startChromium } from "../visit.ts";

let browser: Browser;
let site: Site;
beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), serveSite("msw")]);
});
afterAll(() => Promise.all([browser?.close(), site?.close()]));

/** Begins to sign in, as a button of the page would, and answers the address of the provider's page. */
function begin(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { plinto } = await app;
    const verifier = "what-the-application-keeps-while-the-person-is-at-the-provider";
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    const codeChallenge = btoa(String.fromCharCode(...digest))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    const { url } = await plinto.oauth.start({ provider: "google", redirectTo: `${location.origin}/arrived`, codeChallenge });
    return url;
  });
}

test("with the API below the page's own origin, a window beside the page goes through a provider's pages and back", async () => {
  const { page } = await openTab(await freshProfile(browser), site, { api: `${site.url}/__api` });
  const before = site.reached.length;
  const url = await begin(page);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.evaluate((to) => void open(to, "", "popup,width=500,height=700"), url)]);
  await popup.getByRole("button", { name: "Bob Kahn" }).click();
  await popup.getByRole("button", { name: "Continue" }).click();
  await popup.waitForURL(/\/arrived\?/);
  const ticket = new URL(popup.url()).searchParams.get("ticket")!;
  await popup.close();
  const result = await page.evaluate(async (given) => {
    const { plinto } = await app;
    return plinto.oauth.exchange({ ticket: given, codeVerifier: "what-the-application-keeps-while-the-person-is-at-the-provider" });
  }, ticket);
  expect(result).toMatchObject({ status: "complete", user: { email: "bob@acme.test" } });
  expect(site.reached.slice(before)).toEqual([]);
});

// The mock lives in the page: whoever leaves it takes the mock along. The first page is still answered, the next request is not.
test("a page that leaves for a provider itself comes no further than the provider's first page", async () => {
  const { page } = await openTab(await freshProfile(browser), site, { api: `${site.url}/__api` });
  const before = site.reached.length;
  const url = await begin(page);
  await page.evaluate((to) => location.assign(to), url);
  await page.getByRole("heading", { name: "Sign in with Google" }).waitFor();
  expect(site.reached.length).toBe(before);
  await page.getByRole("button", { name: "Bob Kahn" }).click();
  await page.waitForURL((to) => to.search === "");
  await expect.poll(() => site.reached.slice(before)).toEqual(["POST /__api/__providers/google/o/oauth2/v2/auth"]);
});

test("a program in the page does what the person would do, and the page does not leave", async () => {
  const { page } = await openTab(await freshProfile(browser), site, { api: `${site.url}/__api` });
  const url = await begin(page);
  const back = await page.evaluate(async (to) => (await app).mock.providers.approve(to, "bob"), url);
  expect(new URL(back).searchParams.get("ticket")).toMatch(/^tkt_/);
});
