import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("every kind of e-mail is shown with sample values, in each language", async () => {
  const { browser, dev } = world();
  const { page, problems } = await inspect(browser, dev, "templates");
  await page.getByRole("option", { name: /^otp/ }).click();
  await page.frameLocator("iframe").getByText("Hello Ada Lovelace, your code is 402913.").waitFor();
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("heading", { name: "Ihr Code zum Anmelden" }).waitFor();
  await page.frameLocator("iframe").getByText("402913").waitFor();
  expect(problems).toEqual([]);
});

test("an organization's own words are shown as soon as it has them", async () => {
  const { browser, dev } = world();
  const { page, call, control } = await inspect(browser, dev, "templates");
  await page.getByLabel("Whose words").selectOption("Acme");
  const { secretKey, organizations } = await control.getWorld();
  const acme = organizations.find(({ slug }) => slug === "acme")!;
  const words = { subject: "{{code}} opens Acme", text: null, html: null };
  await call("PUT", `/v1/organizations/${acme.id}/email/templates/otp`, { as: secretKey, body: words });
  await page.getByRole("option", { name: /\{\{code\}\} opens Acme own words/ }).click();
  await page.getByRole("heading", { name: "402913 opens Acme" }).waitFor();
});
