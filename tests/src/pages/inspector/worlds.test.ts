import { expect, test } from "vitest";
import { copied, inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("a world is made, inspected and ended", async () => {
  const { browser, dev } = world();
  const { page, id, control, problems } = await inspect(browser, dev, "worlds");
  const name = `made-by-${id}`.slice(0, 40);
  await page.getByLabel("Name of a new world").fill(name);
  await page.getByRole("button", { name: "New from the seed" }).click();
  await page.getByRole("button", { name: `Inspect ${name}` }).click();
  await page.waitForURL(`**/w/${name}/__plinto`);
  await page.getByRole("banner").getByText(name).waitFor();
  await page.goBack();
  await page.getByRole("button", { name: `End ${name}` }).click();
  await page.getByText(`The world ${name} is ended.`).waitFor();
  expect((await control.listWorlds()).data).not.toContain(name);
  expect(problems).toEqual([]);
});

test("a world is forked with its people and keys", async () => {
  const { browser, dev } = world();
  const { page, id, control } = await inspect(browser, dev, "worlds");
  const name = `twin-of-${id}`.slice(0, 40);
  await page.getByLabel("Name of a new world").fill(name);
  await page.getByRole("button", { name: "Fork this world" }).click();
  await page.getByRole("button", { name: `Inspect ${name}` }).waitFor();
  const { secretKey } = await control.getWorld();
  const there = await fetch(`${dev.url}/w/${name}/v1/users`, { headers: { authorization: `Bearer ${secretKey}` } });
  expect(there.status).toBe(200);
  expect(await copied(page, "the secret key")).toBe(secretKey);
});

test("a name that no world may have is stopped before it is sent", async () => {
  const { browser, dev } = world();
  const { page, control } = await inspect(browser, dev, "worlds");
  const before = (await control.listWorlds()).data;
  await page.getByLabel("Name of a new world").fill("not/a name");
  await page.getByRole("button", { name: "New from the seed" }).click();
  expect(await page.getByLabel("Name of a new world").evaluate((field) => (field as HTMLInputElement).validity.patternMismatch)).toBe(true);
  expect((await control.listWorlds()).data).toEqual(before);
});
