import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("a change of the state appears with its events and its rows before and after", async () => {
  const { browser, dev } = world();
  const { page, call, control, problems } = await inspect(browser, dev, "ledger");
  const { secretKey, organizations } = await control.getWorld();
  const acme = organizations.find(({ slug }) => slug === "acme")!;
  await call("PATCH", `/v1/organizations/${acme.id}`, { as: secretKey, body: { name: "Acme Labs" } });
  await page.getByRole("option", { name: /updateOrganization.*organization\.updated/ }).click();
  await page.getByText(`organization.updated about ${acme.id}`).click();
  expect(await page.getByRole("region", { name: "The event organization.updated" }).textContent()).toContain('"after": "Acme Labs"');
  await page.getByText(`changed organizations ${acme.id}`).click();
  const changes = page.getByRole("region", { name: `What changed in ${acme.id}` });
  expect(await changes.getByRole("row", { name: /^name/ }).getByRole("cell").allTextContents()).toEqual(['"Acme"', '"Acme Labs"']);
  expect(problems).toEqual([]);
});

test("a world forks from an earlier moment, and is inspected from there", async () => {
  const { browser, dev } = world();
  const { page, call, control, id } = await inspect(browser, dev, "ledger");
  const { secretKey } = await control.getWorld();
  for (const email of ["first@acme.test", "second@acme.test"]) await call("POST", "/v1/users", { as: secretKey, body: { email } });
  const { data } = await control.listCommits();
  const first = data.find(({ operationId }) => operationId === "createUser")!;
  await page.getByRole("option", { name: new RegExp(`^${first.seq} createUser`) }).click();
  const fork = `fork-of-${id}`.slice(0, 40);
  await page.getByLabel("Name of a new world").fill(fork);
  await page.getByRole("button", { name: "Fork from here" }).click();
  await page.getByRole("button", { name: `Inspect ${fork}` }).click();
  await page.waitForURL(`**/w/${fork}/__plinto`);
  await page.getByRole("option", { name: "first@acme.test" }).waitFor();
  expect(await page.getByText("second@acme.test").count()).toBe(0);
});

test("a name that is taken is refused with what to do", async () => {
  const { browser, dev } = world();
  const { page, id } = await inspect(browser, dev, "ledger");
  await page.getByLabel("Name of a new world").fill(id);
  await page.getByRole("button", { name: "Fork from here" }).click();
  await page.getByRole("alert").getByText(`There is a world "${id}" already. Choose another name, or end that one.`).waitFor();
});
