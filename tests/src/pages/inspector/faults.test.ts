import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("a ready-made fault strikes once, and the list tells when it has", async () => {
  const { browser, dev } = world();
  const { page, call, problems } = await inspect(browser, dev, "faults");
  await page.getByText("Nothing goes wrong.").waitFor();
  await page.getByLabel("Operation").fill("getHealth");
  await page.getByRole("button", { name: "Rate limited, once" }).click();
  await page.getByText("getHealth answers 429, with Retry-After 30, once more").waitFor();
  const struck = await call("GET", "/v1/health");
  expect([struck.status, struck.headers.get("retry-after")]).toEqual([429, "30"]);
  await page.getByText("Nothing goes wrong.").waitFor();
  expect((await call("GET", "/v1/health")).status).toBe(200);
  expect(problems).toEqual([]);
});

test("a fault of one's own answers a code of the operation as often as it says", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "faults");
  await page.getByLabel("Operation").fill("createOrganization");
  await page.getByLabel("Answer").selectOption("slug_taken");
  await page.getByLabel("How often").fill("2");
  await page.getByRole("button", { name: "Add the fault" }).click();
  await page.getByText("createOrganization answers slug_taken, 2 times more").waitFor();
  for (const expected of ["slug_taken", "slug_taken", "unauthenticated"])
    expect(await (await call("POST", "/v1/organizations", { body: { name: "Initech" } })).json()).toMatchObject({ code: expected });
});

test("an answer that is lost after it was done is lost to the application alone", async () => {
  const { browser, dev } = world();
  const { page, call, control } = await inspect(browser, dev, "faults");
  await page.getByRole("button", { name: "Answer lost after it was done" }).click();
  await page.getByText("every operation loses the answer after it was done, once more").waitFor();
  await expect(call("POST", "/v1/auth/otp", { body: { email: "ada@acme.test" } })).rejects.toThrow("fetch failed");
  expect((await control.listMail()).data).toHaveLength(1);
});

test("a fault is taken back alone, or all are", async () => {
  const { browser, dev } = world();
  const { page, control } = await inspect(browser, dev, "faults");
  await control.addFault({ operation: "getHealth", status: 500 });
  await control.addFault({ operation: "getVersion", status: 503 });
  await page.getByRole("button", { name: "Take back: getHealth answers 500, every time" }).click();
  await expect.poll(async () => (await control.listFaults()).data.map(({ operation }) => operation)).toEqual(["getVersion"]);
  await page.getByRole("button", { name: "Take all back" }).click();
  await page.getByText("Nothing goes wrong.").waitFor();
  expect((await control.listFaults()).data).toEqual([]);
});

test("an operation that does not exist is refused with the reason", async () => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "faults");
  await page.getByLabel("Operation").fill("nothing");
  await page.getByRole("button", { name: "Maintenance, once" }).click();
  await page.getByRole("alert").getByText('There is no operation "nothing". Use an operationId of the description.').waitFor();
});
