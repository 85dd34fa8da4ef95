import { expect, test } from "vitest";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("a refused request tells who asked, what was needed and what was missing", async () => {
  const { browser, dev } = world();
  const { page, call, control, problems } = await inspect(browser, dev, "requests");
  await page.getByText("Nothing was asked yet.").waitFor();
  const { accessToken } = await control.signInAs({ person: "vera" });
  const acme = (await control.getWorld()).organizations.find(({ slug }) => slug === "acme")!;
  await call("PATCH", `/v1/organizations/${acme.id}`, { as: accessToken, body: { name: "Mine" } });
  await page.getByRole("option", { name: /PATCH .*permission_denied · vera@acme\.test/ }).waitFor();
  const reason = page.getByRole("region", { name: "Why it was refused" });
  await reason.getByText("The caller lacks the permission org:update.").waitFor();
  expect(await reason.getByRole("listitem").allTextContents()).toEqual(["lacks it the permission org:update: the caller is viewer there"]);
  expect(await page.getByRole("region", { name: "The headers of the request" }).textContent()).toContain("authorization: Bearer [redacted]");
  expect(await page.getByRole("region", { name: "The body of the request" }).textContent()).toBe('{\n  "name": "Mine"\n}');
  expect(await page.getByRole("region", { name: "The body of the answer" }).textContent()).toContain('"code": "permission_denied"');
  expect(await page.content()).not.toContain(accessToken);
  expect(problems).toEqual([]);
});

test("requests are narrowed to refusals and to what is looked for", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "requests");
  await call("GET", "/v1/health");
  await call("GET", "/v1/users/me");
  await call("GET", "/v1/version");
  const requests = page.getByRole("option");
  await requests.nth(2).waitFor();
  await page.getByLabel("Only what was refused").check();
  await expect.poll(() => requests.allTextContents()).toEqual([expect.stringContaining("GET /v1/users/me")]);
  await page.getByLabel("Only what was refused").uncheck();
  await page.getByLabel("Look for a request").fill("getHealth");
  await expect.poll(() => requests.count()).toBe(1);
});

test("one goes from a request to what it changed, and back", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "requests");
  await call("POST", "/v1/auth/otp", { body: { email: "ada@acme.test" } });
  await page.getByRole("button", { name: "What it changed" }).click();
  await page.getByRole("heading", { name: /^\d+ sendOtp$/ }).waitFor();
  await page.getByRole("button", { name: /^req_/ }).click();
  await page.getByRole("heading", { name: "sendOtp" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: /^\d+ sendOtp$/ }).waitFor();
});

test("an operation that was asked is let fail the next time", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "requests");
  await call("GET", "/v1/health");
  await page.getByRole("button", { name: "Let this operation fail" }).click();
  await expect.poll(() => page.getByLabel("Operation").inputValue()).toBe("getHealth");
  await page.getByRole("button", { name: "Maintenance, once" }).click();
  await page.getByText("getHealth answers 503, with Retry-After 1, once more").waitFor();
  expect((await call("GET", "/v1/health")).status).toBe(503);
});
