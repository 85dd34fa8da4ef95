import { test } from "@plinto/mock/playwright";

test.describe("no URL", () => {
  test.use({ mockApiUrl: "api.example.com" });
  test("where the API is", ({ page }) => page.goto("about:blank"));
});
