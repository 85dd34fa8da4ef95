import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startDevProgram, type DevProgram } from "./dev-program.ts";
import { runAsModule, runInShell, runInShellWithoutCurl } from "./run-pasted.ts";
import { look, startChromium, visit } from "./visit.ts";

let browser: Browser;
let dev: DevProgram;

beforeAll(async () => {
  [browser, dev] = await Promise.all([startChromium(), startDevProgram()]);
});

afterAll(async () => {
  await Promise.all([browser.close(), dev.close()]);
});

/** What the button beside a snippet puts into the clipboard. */
async function copied(id: "curl" | "sdk", url: string = dev.url): Promise<string> {
  const { page, problems } = await visit(browser, url, { permissions: ["clipboard-read", "clipboard-write"] });
  const block = page.locator(".snippet", { has: page.locator(`#${id}`) });
  await block.getByRole("button", { name: "Copy" }).click();
  await block.getByRole("button", { name: "Copied" }).waitFor();
  expect(problems).toEqual([]);
  return page.evaluate(() => navigator.clipboard.readText());
}

test("the landing page shows the people, with what they sign in and what they are where", async () => {
  const { page, problems } = await visit(browser, dev.url);
  const rows = page.locator("#rows tr");
  await rows.first().waitFor();
  expect(await rows.locator("td:nth-child(1)").allTextContents()).toEqual(["ada", "grace", "bob", "vera", "olga", "root", "mary"]);
  expect(await rows.nth(2).locator("td").allTextContents()).toEqual([
    "bob",
    "bob@acme.test",
    "plinto-demo",
    "none",
    "member of Acme, member of Globex",
    expect.stringMatching(/^usr_/),
  ]);
  expect(problems).toEqual([]);
});

test("who has an authenticator app is led to where its codes are shown", async () => {
  const { page, problems } = await visit(browser, dev.url);
  await page.getByRole("link", { name: "A code of the app of mary, in the inspector" }).click();
  await page.getByRole("button", { name: "Show a code of the app of mary@globex.test" }).click();
  await page.getByText(/^\d{6}$/).waitFor();
  expect(problems).toEqual([]);
});

test("the landing page shows where the API stands and its keys", async () => {
  const { page } = await visit(browser, dev.url);
  await page.locator("#rows tr").first().waitFor();
  expect(await page.locator("#base").textContent()).toBe(dev.url);
  expect(await page.locator("#publishable").textContent()).toMatch(/^pk_test_/);
  const secretKey = await page.locator("#secret").textContent();
  const users = await fetch(`${dev.url}/v1/users`, { headers: { authorization: `Bearer ${secretKey ?? ""}` } });
  expect(users.status).toBe(200);
});

test("what the curl snippet says works as pasted", async () => {
  const { code, out } = await runInShell(await copied("curl"));
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ id: expect.stringMatching(/^org_/), name: "My first organization" });
});

test("what the curl snippet says works as pasted for who has another curl", async () => {
  const { out } = await runInShellWithoutCurl(await copied("curl"));
  expect(JSON.parse(out)).toMatchObject({ name: "My first organization" });
});

test("what the SDK snippet says works as a file", async () => {
  const { code, out, error } = await runAsModule(await copied("sdk"));
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toContain("name: 'My first organization'");
});

// Without people the snippets had nobody to sign in, and the page stayed empty.
test("where nobody is yet, both snippets sign somebody up", async () => {
  const empty = await startDevProgram("--seed", "empty");
  onTestFinished(() => empty.close());
  const { out } = await runInShell(await copied("curl", empty.url));
  expect(JSON.parse(out)).toMatchObject({ status: "email_verification_required" });
  const asFile = await runAsModule((await copied("sdk", empty.url)).replace("ada@example.com", "grace@example.com"));
  expect(asFile).toMatchObject({ code: 0, error: "", out: expect.stringContaining("status: 'email_verification_required'") });
});

test("the mailbox shows what was sent as soon as one looks again", async () => {
  const { page, problems } = await visit(browser, dev.url);
  await page.locator("#messages li").first().waitFor();
  await fetch(`${dev.url}/v1/auth/otp`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email: "vera@acme.test" }) });
  await page.getByRole("button", { name: "Look again" }).click();
  const message = page.locator("#messages li", { hasText: "vera@acme.test" });
  await message.waitFor();
  expect(await message.textContent()).toMatch(/^vera@acme\.test: .+ \(code \d{6}\)$/);
  expect(problems).toEqual([]);
});

test("the keyboard reaches every link, snippet and button, and each shows that it has the focus", async () => {
  const { page } = await visit(browser, dev.url);
  await page.locator("#rows tr").first().waitFor();
  const reached: { name: string; outline: string }[] = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement;
      if (focused === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      return { name: focused.id || focused.className || focused.textContent, outline: `${outlineStyle} ${outlineWidth}` };
    });
    if (!stop) break;
    reached.push(stop);
  }
  expect(reached.map(({ name }) => name)).toEqual([
    "Explore the API",
    "Ask in GraphQL",
    "Inspect the world",
    "OpenAPI description",
    "OIDC discovery",
    "Health",
    "curl",
    "Copy",
    "sdk",
    "Copy",
    "scroll",
    "code in the inspector",
    "refresh",
  ]);
  expect(new Set(reached.map(({ outline }) => outline))).toEqual(new Set(["solid 2px"]));
});

test("every link of the landing page leads somewhere", async () => {
  const { page } = await visit(browser, dev.url);
  const links = await page.locator("nav a").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(links).toHaveLength(6);
  for (const link of links) expect((await fetch(link)).status).toBe(200);
});

test("with an application beside it, the landing page links to it first", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-app-"));
  writeFileSync(path.join(folder, "index.html"), '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Shop</title><h1>Shop</h1>');
  const beside = await startDevProgram("--app", folder);
  onTestFinished(async () => {
    await beside.close();
    rmSync(folder, { recursive: true });
  });
  const { page, problems } = await visit(browser, beside.url);
  await page.getByRole("navigation").getByRole("link").first().click();
  await page.getByRole("heading", { name: "Shop" }).waitFor();
  expect(page.url()).toBe(`${beside.url}/app/`);
  expect(problems).toEqual([]);
});

test.for([
  ["light", 240, 255],
  ["dark", 0, 40],
] as const)("the landing page is %s where the reader wants it so", async ([colorScheme, from, to]) => {
  const { page } = await visit(browser, dev.url, { colorScheme });
  await page.locator("#rows tr").first().waitFor();
  const { colours, background } = await look(page);
  expect(colours).toBeGreaterThan(50);
  expect(background).toBeGreaterThanOrEqual(from);
  expect(background).toBeLessThanOrEqual(to);
});

test("on a small screen nothing is cut off", async () => {
  const { page } = await visit(browser, dev.url, { viewport: { width: 320, height: 640 } });
  await page.locator("#rows tr").first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test("where the control plane does not answer, the page says why", async () => {
  const { page } = await visit(browser, `${dev.url}/healthz`);
  await page.route("**/__plinto", (route) => route.fulfill({ status: 403, json: { detail: "The control plane answers only to this machine." } }));
  await page.goto(dev.url);
  expect(await page.getByRole("alert").textContent()).toBe("This page cannot show the world. The control plane answers only to this machine.");
});
