import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright";
import { expect, onTestFinished } from "vitest";

/** A Chromium: the one that the tests of the repository have found, or that of Playwright. */
export function startChromium(): Promise<Browser> {
  const executablePath = process.env["PLINTO_CHROMIUM"];
  return chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page in a browser of its own. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page was answered by its own server, whole. */
  readonly answers: readonly string[];
  /** What was asked of the API: method and path. */
  readonly asked: readonly string[];
  /** What went wrong in the page: errors, also of hydration. A test that expects some takes them out. */
  readonly problems: string[];
}

/** Opens a page, and sees to it that nothing goes wrong in it until the test ends: no error, none of hydration either. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}, timeoutMs: number = 10_000): Promise<Visit> {
  const context = await browser.newContext(options);
  const { origin } = new URL(url);
  const answers: string[] = [];
  const asked: string[] = [];
  const problems: string[] = [];
  context.on("response", async (response) => {
    if (new URL(response.url()).origin === origin) answers.push(await response.text().catch(() => ""));
  });
  context.on("request", (request) => {
    const { origin: asks, pathname } = new URL(request.url());
    if (asks !== origin && request.method() !== "OPTIONS") asked.push(`${request.method()} ${pathname}`);
  });
  context.on("weberror", (error) => problems.push(error.error().message));
  context.on("console", (message) => {
    // The browser tells of every refusal of a server, which tests ask for on purpose.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) problems.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });
  context.setDefaultTimeout(timeoutMs);
  const page = await context.newPage();
  await page.goto(url);
  return { page, context, answers, asked, problems };
}

/** Signs in where the page stands. */
export async function signIn(page: Page, { email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Notes every text that the page ever shows from now on, also before its scripts run. */
export async function noteTexts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seenTexts: seen });
    const note = (): void => {
      for (const line of (document.body?.innerText ?? "").split("\n")) if (line.trim() !== "") seen.add(line.trim());
    };
    new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true });
    addEventListener("load", note);
  });
  return () => page.evaluate(() => [...(globalThis as unknown as { seenTexts: Set<string> }).seenTexts]);
}
