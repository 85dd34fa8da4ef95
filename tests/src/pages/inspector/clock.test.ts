import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("the slider moves the clock of the world by the keyboard alone", async () => {
  const { browser, dev } = world();
  const { page, control, problems } = await inspect(browser, dev, "clock");
  const slider = page.getByRole("slider", { name: "How far" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  expect(await slider.getAttribute("aria-valuetext")).toBe("1 hour");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("The clock went forward by 1 hour.").waitFor();
  expect((await control.getWorld()).clock.now).toBe("2030-01-01T01:00:00.000Z");
  await page.getByRole("banner").getByText("2030-01-01 01:00:00").waitFor();
  expect(problems).toEqual([]);
});

test("the clock is set to an instant, and not back", async () => {
  const { browser, dev } = world();
  const { page, control } = await inspect(browser, dev, "clock");
  const at = page.getByLabel("Instant, in UTC");
  await expect.poll(() => at.inputValue()).toBe("2030-01-01T00:00");
  await at.fill("2030-02-01T12:30:00");
  await page.getByRole("button", { name: "Set" }).click();
  await page.getByText("The clock stands at 2030-02-01 12:30").waitFor();
  expect((await control.getWorld()).clock.now).toBe("2030-02-01T12:30:00.000Z");
  await at.fill("2030-01-01T00:00:00");
  await page.getByRole("button", { name: "Set" }).click();
  await page.getByRole("alert").getByText("cannot go back to 2030-01-01T00:00:00.000Z").waitFor();
});

test("what will happen by itself is listed, and one goes there", async () => {
  const { browser, dev } = world();
  const { page, control } = await inspect(browser, dev, "clock");
  const { userId, sessionId } = await control.signInAs({ person: "ada" });
  await page.getByRole("row", { name: sessionId }).getByRole("button").click();
  await expect.poll(async () => (await control.listSessions({ userId })).data[0]!.status).toBe("expired");
});
