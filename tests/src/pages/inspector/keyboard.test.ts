import type { Page } from "playwright";
import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

const focusedText = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");

test("a digit opens a pane, a slash goes to its search, and a question mark tells the keys", async () => {
  const { browser, dev } = world();
  const { page, problems } = await inspect(browser, dev, "people");
  for (const [key, name] of [
    ["2", "Mailbox"],
    ["4", "Events and ledger"],
    ["9", "E-mail templates"],
    ["0", "Policies"],
    ["-", "Sockets"],
    ["1", "People"],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator("nav a[aria-current]").getByText(name).waitFor();
  }
  await page.keyboard.press("/");
  await page.keyboard.type("bob4");
  expect(await page.getByLabel("Look for somebody").inputValue()).toBe("bob4");
  await page.keyboard.press("Tab");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("single keys can be switched off", async () => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "people");
  await page.getByRole("button", { name: "Show the keys" }).click();
  await page.getByLabel("Single keys do something").uncheck();
  await page.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("2");
  expect(await page.locator("nav a[aria-current]").textContent()).toContain("People");
});

test("a list is one stop of the tab key, and the arrows move in it", async () => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "people");
  await page.getByRole("option").nth(5).waitFor();
  await page.getByLabel("Look for somebody").focus();
  await page.keyboard.press("Tab");
  expect(await focusedText(page)).toContain("ada");
  for (const [key, name] of [
    ["ArrowDown", "grace"],
    ["End", "mary"],
    ["ArrowDown", "mary"],
    ["PageUp", "ada"],
    ["ArrowUp", "ada"],
  ] as const) {
    await page.keyboard.press(key);
    expect(await focusedText(page)).toContain(name);
  }
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
});

// What happened in the application took the focus away from whoever was reading.
test("an update takes the focus from nobody", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "people");
  await page.getByRole("option", { name: /vera/ }).click();
  await page.getByText("Never signed in.").waitFor();
  await call("POST", "/v1/auth/sign-in", { body: { email: "vera@acme.test", password: "plinto-demo" } });
  await page.getByRole("option", { name: /vera.*1 signed in/ }).waitFor();
  expect(await focusedText(page)).toContain("vera");
  await page.getByRole("combobox", { name: "Where" }).focus();
  await call("POST", "/v1/auth/sign-in", { body: { email: "vera@acme.test", password: "plinto-demo" } });
  await page.getByRole("option", { name: /vera.*2 signed in/ }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
});

test("whatever the tab key reaches shows that it has the focus", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "people");
  await call("POST", "/v1/auth/sign-in", { body: { email: "ada@acme.test", password: "plinto-demo" } });
  await page.getByRole("option", { name: /ada.*1 signed in/ }).waitFor();
  const outlines = new Set<string>();
  let stops = 0;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (;;) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const focused = document.activeElement!;
      if (focused === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      return `${outlineStyle} ${outlineWidth}`;
    });
    if (outline === undefined) break;
    outlines.add(outline);
    stops += 1;
  }
  // The keys, eleven panes, the search, the list, the place, the sign-in, the table of sessions and the sign-out.
  expect(stops).toBe(18);
  expect([...outlines]).toEqual(["solid 2px"]);
});
