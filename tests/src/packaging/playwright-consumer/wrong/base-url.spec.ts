import { test } from "@plinto/mock/playwright";

test.use({ mockOptions: { baseUrl: "https://api.example.com" } as object });
test("what the server decides", ({ mock }) => {
  mock.clock.now();
});
