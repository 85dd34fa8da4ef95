import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAll, type DevProgram } from "./dev-program.ts";
import { startChromium, visit } from "./visit.ts";

let browser: Browser;
let all: DevProgram;

beforeAll(async () => {
  [browser, all] = await Promise.all([startChromium(), startAll()]);
}, 300_000);

afterAll(async () => {
  await Promise.all([browser?.close(), all?.close()]);
});

test("npm start has the example application beside the API: the landing page leads there, and one signs in and invites", async () => {
  const { page, problems } = await visit(browser, all.url);
  await page.getByRole("link", { name: "Open the application" }).click();
  await page.getByLabel("E-mail").fill("ada@acme.test");
  await page.getByLabel("Password", { exact: true }).fill("plinto-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByRole("dialog").getByLabel("E-mail").fill("lin@example.test");
  await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(problems).toEqual([]);
});

test("the application of npm start leads to the mails of its backend", async () => {
  const { page, problems } = await visit(browser, `${all.url}/app/forgot-password`);
  await page.getByLabel("E-mail").fill("grace@acme.test");
  await page.getByRole("button", { name: "Mail me the link" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  const [inspector] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "Open the inspector" }).click()]);
  const link = inspector.getByRole("link", { name: "Open the link of this message" });
  expect(await link.getAttribute("href")).toContain(`${all.url}/app/new-password`);
  expect(problems).toEqual([]);
});
