import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createMock, type Mock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { look, startChromium } from "../visit.ts";

const codeVerifier = "what-the-application-keeps-while-the-person-is-at-the-provider";
const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

/** A served mock, an application on another origin, and a page of a browser on its way from one to the other. */
interface Way {
  readonly mock: Mock;
  readonly url: string;
  readonly app: string;
  readonly page: Page;
  /** Console errors, uncaught errors, and requests to anybody else. */
  readonly problems: readonly string[];
  /** Goes to the provider, as a button of the application would. */
  leave(provider: string, more?: Readonly<Record<string, string>>): Promise<void>;
  /** Trades what the browser brought to the application. */
  arrive(): Promise<{ status: number; body: { status?: string; code?: string; user?: { email: string; name: string | null } } }>;
}

async function setOut(options: BrowserContextOptions = {}): Promise<Way> {
  const mock = createMock() as unknown as Mock;
  const { url, close } = await serveMock(mock);
  onTestFinished(close);
  const server = createServer((_request, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Application</title><h1>Welcome</h1>`);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve(undefined)).closeAllConnections()));
  const app = `http://127.0.0.1:${(server.address() as AddressInfo).port}/welcome`;
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const problems: string[] = [];
  const own = [new URL(url).origin, new URL(app).origin];
  context.on("request", (request) => {
    if (!request.url().startsWith("data:") && !own.includes(new URL(request.url()).origin)) problems.push(`asked for ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  context.on("weberror", (error) => problems.push(error.error().message));
  const page = await context.newPage();
  return {
    mock,
    url,
    app,
    page,
    problems,
    leave: async (provider, more = {}) => {
      await page.goto(`${url}/v1/oauth/${provider}/authorize?${new URLSearchParams({ redirectTo: app, codeChallenge, state: "kept", ...more })}`);
    },
    arrive: async () => {
      const back = new URL(page.url());
      expect([back.origin + back.pathname, back.searchParams.get("state")]).toEqual([app, "kept"]);
      const response = await fetch(`${url}/v1/oauth/exchange`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ticket: back.searchParams.get("ticket"), codeVerifier }),
      });
      return { status: response.status, body: (await response.json()) as never };
    },
  };
}

async function faultsOf(page: Page): Promise<string[]> {
  // Its policy lets no script in; the test's own comes by the devtools.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

for (const [provider, label] of [
  ["google", "Google"],
  ["github", "GitHub"],
  ["microsoft", "Microsoft"],
] as const) {
  test(`somebody of the world signs in at ${label}, consents, and arrives at the application on another origin`, async () => {
    const { page, problems, leave, arrive } = await setOut();
    await leave(provider);
    await page.getByRole("heading", { name: `Sign in with ${label}` }).waitFor();
    await page.getByRole("button", { name: "Bob Kahn" }).click();
    await page.getByRole("heading", { name: "wants to know who you are" }).waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    expect(await arrive()).toMatchObject({ status: 200, body: { status: "complete", user: { email: "bob@acme.test" } } });
    expect(problems).toEqual([]);
  });
}

test("another account is made with the keyboard alone", async () => {
  const { page, problems, leave, arrive } = await setOut();
  await leave("google");
  await page.getByText("Another account").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("nina@example.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Nina Simone");
  await page.keyboard.press("Enter");
  await page.getByText("nina@example.test").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  expect(await arrive()).toMatchObject({ body: { user: { email: "nina@example.test", name: "Nina Simone" } } });
  expect(problems).toEqual([]);
});

test("who cancels, or lets the provider fail, arrives at the application with an error", async () => {
  const { page, problems, leave } = await setOut();
  await leave("github");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
  await leave("github");
  await page.getByText("Answer with an error").click();
  await page.getByLabel("Error").selectOption("temporarily_unavailable");
  await page.getByRole("button", { name: "Answer with it" }).click();
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  expect(new URL(page.url()).searchParams.get("error")).toBe("provider_error");
  expect(problems).toEqual([]);
});

test("the address that the application knows is offered first, also one that nobody has yet", async () => {
  const { page, leave } = await setOut();
  await leave("google", { loginHint: "vera@acme.test" });
  await expect.poll(() => page.getByRole("button").first().textContent()).toContain("vera@acme.test");
  await leave("google", { loginHint: "nina@example.test" });
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("nina@example.test");
});

test("whoever goes back in the browser and decides again is told that this sign-in is over", async () => {
  const { page, leave, arrive } = await setOut();
  await leave("google");
  await page.getByRole("button", { name: "Ada Lovelace" }).click();
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  expect((await arrive()).status).toBe(200);
  await page.goBack();
  await page.getByRole("button", { name: "Ada Lovelace" }).click();
  await page.getByText("state_mismatch").waitFor();
});

for (const [colorScheme, from, to] of [
  ["light", 230, 255],
  ["dark", 0, 50],
] as const) {
  test(`the pages are ${colorScheme} where the reader wants it so, axe finds nothing wrong, and nothing is cut off on a phone`, async () => {
    const { page, url, leave } = await setOut({ colorScheme, viewport: { width: 360, height: 640 } });
    const check = async (): Promise<void> => {
      expect(await faultsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const { colours, background } = await look(page);
      expect(colours).toBeGreaterThan(20);
      expect(background).toBeGreaterThanOrEqual(from);
      expect(background).toBeLessThanOrEqual(to);
    };
    await leave("microsoft", { loginHint: "somebody.with.a.rather.long.address@a-domain-that-does-not-end.example.test" });
    await page.getByText("Answer with an error").click();
    await check();
    await page.getByRole("button", { name: "Bob Kahn" }).click();
    await page.getByRole("heading", { name: "wants to know who you are" }).waitFor();
    await check();
    await page.goto(`${url}/__providers/google/o/oauth2/v2/auth?client_id=unknown`);
    await check();
  });
}
