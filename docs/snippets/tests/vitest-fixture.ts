// #region test
import { createPlinto } from "@plinto/core";
import { test } from "@plinto/mock/vitest";

test.concurrent("an invitation arrives", async ({ mock, expect }) => {
  const ada = createPlinto(mock.as("ada", { organization: "acme" }));
  await ada.invitations.create({ email: "lin@example.test", role: "member" });
  const { token } = await mock.mailbox.waitFor({ to: "lin@example.test", kind: "invitation" });
  expect(token).toMatch(/^it_/);
});

test.concurrent("the next test knows nothing of it", ({ mock, expect }) => {
  expect(mock.mailbox.messages).toEqual([]);
});
// #endregion test

// #region options
import { defineSeed } from "@plinto/mock";
import { mockTest } from "@plinto/mock/vitest";
import { describe } from "vitest";

const shopTest = mockTest({ seed: defineSeed({ users: { mia: { email: "mia@shop.test" } } }) });

describe("after the invitation has expired", () => {
  shopTest.override({ mockOptions: { clock: "virtual" } });

  shopTest("the clock moves when told", async ({ mock, expect }) => {
    const before = mock.clock.now();
    await mock.clock.advance("8d");
    expect(mock.clock.now() - before).toBe(8 * 86_400_000);
  });
});
// #endregion options
