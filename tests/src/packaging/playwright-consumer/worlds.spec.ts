import { expect, type Page } from "@playwright/test";
import { test } from "@plinto/mock/playwright";

test.use({ mockApiUrl: "https://api.example.com/auth/" });

async function press(page: Page, button: string, shows: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  await expect(page.locator("output")).toHaveText(shows);
}

for (const number of [1, 2, 3, 4, 5, 6]) {
  test(`the same person signs up in a world of each test: ${number}`, async ({ page, mock, mockServer }) => {
    test.info().annotations.push({ type: "server", description: mockServer.url });
    await page.goto("/");
    await page.getByLabel("E-mail").fill("lin@example.test");
    await press(page, "Sign up", "email_verification_required");
    const { code } = await mock.mailbox.waitFor({ to: "lin@example.test", kind: "email_verification" });
    await page.getByLabel("Code").fill(code);
    await press(page, "Confirm", "lin@example.test");
    await page.getByLabel("Name").fill("Lin Labs");
    await press(page, "Create", "lin-labs");
    expect(mock.requests.map(({ operationId }) => operationId)).toEqual(["signUp", "continueSignIn", "createOrganization"]);
  });
}

test("two people work in the same world in two browsers", async ({ page, browser, connectToMock, mock, baseURL }) => {
  const others = await browser.newContext({ baseURL: baseURL! });
  await connectToMock(others);
  const other = await others.newPage();
  for (const [one, email] of [
    [page, "kim@example.test"],
    [other, "lee@example.test"],
  ] as const) {
    await one.goto("/");
    await one.getByLabel("E-mail").fill(email);
    await press(one, "Sign up", "email_verification_required");
  }
  expect(mock.mailbox.messages.map(({ to }) => to)).toEqual(["kim@example.test", "lee@example.test"]);
  await others.close();
});

test("a dropped connection is a dropped connection for the page, a refusal is a refusal", async ({ page, mock }) => {
  await page.goto("/");
  await page.getByLabel("E-mail").fill("lin@example.test");
  mock.faults.add({ operation: "signUp", drop: "before", times: 10 });
  await press(page, "Sign up", "network: network_error");
  mock.faults.clear();
  await page.getByLabel("E-mail").fill("ada@acme.test");
  await press(page, "Sign up", "api: email_taken");
});

test("seed names are typed, and the world answers over HTTP at its base URL", async ({ request, mock, mockServer }) => {
  const id: string = mock.seed.organizations.acme.id;
  // @ts-expect-error the seed has no such person
  expect(mock.seed.users.nobody).toBeUndefined();
  expect(mock.baseUrl.startsWith(`${mockServer.url}/w/`)).toBe(true);
  const response = await request.get(`${mock.baseUrl}/v1/organizations/${id}`, { headers: { authorization: `Bearer ${mock.keys.secretKey}` } });
  expect([response.status(), (await response.json()).name]).toEqual([200, "Acme"]);
});

test.describe("one after the other", () => {
  test.describe.configure({ mode: "serial" });
  let before = "";

  test("a world is there", async ({ request, mock }) => {
    before = mock.baseUrl;
    expect((await request.get(`${before}/.well-known/openid-configuration`)).status()).toBe(200);
  });

  test("it is gone after its test", async ({ request, mock }) => {
    expect(mock.baseUrl).not.toBe(before);
    expect((await request.get(`${before}/.well-known/openid-configuration`)).status()).toBe(404);
  });
});
