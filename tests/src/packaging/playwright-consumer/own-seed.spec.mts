import { expect } from "@playwright/test";
import { mockTest } from "@plinto/mock/playwright";

const test = mockTest({ seed: { users: { mia: { email: "mia@shop.test" } }, organizations: { shop: { owner: "mia" } } } });

test.use({ mockOptions: { clock: "virtual" } });

// What a worker prepares, each of its tests finds. Playwright may run this again in a worker that did so already.
test.beforeAll(async ({ mockBase }) => {
  await mockBase.reset();
  const headers = { authorization: `Bearer ${mockBase.keys.secretKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "Prepared", ownerUserId: mockBase.seed.users.mia.id });
  await mockBase.fetch(`${mockBase.baseUrl}/v1/organizations`, { method: "POST", headers, body });
});

test("an application that calls the worker's server reaches the world of its test", async ({ page, mock, mockServer }) => {
  test.info().annotations.push({ type: "server", description: mockServer.url });
  await page.goto(`/?api=${encodeURIComponent(mockServer.url)}`);
  await page.getByLabel("E-mail").fill("lin@example.test");
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.locator("output")).toHaveText("email_verification_required");
  expect(mock.mailbox.messages).toHaveLength(1);
  expect(mock.clock.now()).toBe(Date.UTC(2030, 0, 1));
});

test("an application that calls the world's base URL reaches it over HTTP", async ({ page, mock }) => {
  await page.goto(`/?api=${encodeURIComponent(mock.baseUrl)}`);
  await page.getByLabel("E-mail").fill("lin@example.test");
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.locator("output")).toHaveText("email_verification_required");
  expect(mock.mailbox.messages).toHaveLength(1);
});

test("what the worker prepared is there", async ({ mock }) => {
  const response = await mock.fetch(`${mock.baseUrl}/v1/organizations`, { headers: { authorization: `Bearer ${mock.keys.secretKey}` } });
  const { data } = (await response.json()) as { data: { name: string }[] };
  expect(data.map(({ name }) => name).sort()).toEqual(["Prepared", "shop"]);
});
