// #region test
import { expect } from "@playwright/test";
import { test } from "@plinto/mock/playwright";

// Where the application under test believes the API to be.
test.use({ mockApiUrl: "https://api.example.com/auth" });

test("a new person confirms the address", async ({ page, mock }) => {
  await page.goto("/");
  await page.getByLabel("E-mail").fill("lin@example.test");
  await page.getByRole("button", { name: "Sign up" }).click();
  const { code } = await mock.mailbox.waitFor({ to: "lin@example.test", kind: "email_verification" });
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.locator("output")).toHaveText("lin@example.test");
});
// #endregion test
