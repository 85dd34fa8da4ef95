import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright";
import { expect, onTestFinished } from "vitest";
import type { Site } from "./site.ts";

/** Chromium: the one that `PLINTO_CHROMIUM` names, else Playwright's own. */
export function startChromium(): Promise<Browser> {
  const executablePath = process.env["PLINTO_CHROMIUM"];
  return chromium.launch({ args: ["--no-sandbox", "--disable-gpu"], ...(executablePath !== undefined && { executablePath }) });
}

/** Somebody at a browser of her own. */
export interface Person {
  readonly page: Page;
  /** What her console says that it should not: warnings and errors of scripts, and errors that nobody caught. */
  readonly told: readonly string[];
}

/** Somebody opens a page of the application. */
export async function visit(browser: Browser, site: Pick<Site, "url">, path: string = "/", options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  // Less than a test may take, so that what was waited for is named.
  context.setDefaultTimeout(15_000);
  onTestFinished(() => context.close());
  const told: string[] = [];
  context.on("console", (message) => {
    // What the browser itself says about requests that were refused has no arguments.
    if ((message.type() === "error" || message.type() === "warning") && message.args().length > 0) told.push(message.text());
  });
  context.on("weberror", (error) => told.push(`uncaught: ${error.error().message}`));
  const page = await context.newPage();
  await page.goto(site.url + path);
  return { page, told };
}

/** Somebody of the seed opens the application, signs in and is in an organization. */
export async function visitAs(
  browser: Browser,
  site: Site,
  name: "ada" | "grace" | "bob" | "vera",
  path: string = "/organization",
  options: BrowserContextOptions = {},
): Promise<Person> {
  const person = await visit(browser, site, "/sign-in", options);
  await signIn(person, site.mock.seed.users[name]);
  // Who is in one organization is taken there; who is in more chooses.
  await person.page.getByRole("combobox", { name: "Organization", exact: true }).waitFor();
  if (name === "bob") await person.page.getByRole("button", { name: "Open Acme" }).click();
  await isAt(person, "Acme");
  if (path !== "/organization") await person.page.goto(site.url + path);
  return person;
}

/** Waits for the page with a title. */
export async function isAt({ page }: Person, title: string): Promise<void> {
  await page.getByRole("heading", { name: title, level: 1, exact: true }).waitFor();
}

/** Signs in at the screen that is shown. */
export async function signIn({ page }: Person, { email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Has axe look at the page: nothing serious may be wrong. */
export async function expectAccessible({ page }: Person): Promise<void> {
  await page.evaluate(axe);
  const serious = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  expect(serious).toEqual([]);
}
