import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("a state is taken, returned to and forgotten", async () => {
  const { browser, dev } = world();
  const { page, call, control, problems } = await inspect(browser, dev, "snapshots");
  await page.getByText("None was taken.").waitFor();
  await page.getByLabel("Name").fill("before");
  await page.keyboard.press("Enter");
  await page.getByText("Kept as before.").waitFor();
  const { secretKey } = await control.getWorld();
  await call("POST", "/v1/users", { as: secretKey, body: { email: "later@acme.test" } });
  await page.getByRole("button", { name: "Restore before" }).click();
  await page.getByText("The world is as it was in before.").waitFor();
  expect((await control.listPeople({ q: "later@" })).total).toBe(0);
  await page.getByRole("button", { name: "Drop before" }).click();
  await page.getByText("None was taken.").waitFor();
  expect((await control.listSnapshots()).data).toEqual([]);
  expect(problems).toEqual([]);
});

test("a state outlives a reset in a file", async () => {
  const { browser, dev } = world();
  const { page, call, control, problems } = await inspect(browser, dev, "snapshots");
  const { secretKey } = await control.getWorld();
  await call("POST", "/v1/users", { as: secretKey, body: { email: "carried@acme.test" } });
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export the present state" }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toBe("world.json");
  const state = await readFile(await file.path());
  await control.resetWorld();
  await page.getByLabel("Import a file").setInputFiles({ name: "carried.json", mimeType: "application/json", buffer: state });
  await page.getByRole("button", { name: "Restore carried" }).click();
  await page.getByText("The world is as it was in carried.").waitFor();
  expect((await control.listPeople({ q: "carried@" })).total).toBe(1);
  expect(problems).toEqual([]);
});

test("a state of another world is refused with what to do", async () => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "snapshots");
  const other = await inspect(browser, dev, "snapshots");
  const buffer = Buffer.from(JSON.stringify(await other.control.exportSnapshot()));
  await page.getByLabel("Import a file").setInputFiles({ name: "foreign.json", mimeType: "application/json", buffer });
  await page.getByRole("alert").getByText("The snapshot belongs to another world").waitFor();
});

test.for([
  ["notes.json", "no JSON at all", "The file holds no JSON. Choose one that was exported here."],
  ["other.json", '{"format":1}', "The request is not valid"],
])("the file %s is refused", async ([name, text, message]) => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "snapshots");
  await page.getByLabel("Import a file").setInputFiles({ name: name!, mimeType: "application/json", buffer: Buffer.from(text!) });
  await page.getByRole("alert").getByText(message!).waitFor();
});

test("the world begins anew", async () => {
  const { browser, dev } = world();
  const { page, call, control } = await inspect(browser, dev, "snapshots");
  await call("POST", "/v1/auth/otp", { body: { email: "ada@acme.test" } });
  await page.getByRole("button", { name: "Reset to the seed" }).click();
  await page.getByText("The world is as it was after seeding.").waitFor();
  expect((await control.listMail()).data).toEqual([]);
});
