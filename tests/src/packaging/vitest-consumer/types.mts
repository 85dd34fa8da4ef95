import { createPlinto } from "@plinto/core";
import { mockTest, test } from "@plinto/mock/vitest";

const shop = mockTest({ seed: { users: { mia: { email: "mia@shop.test" } }, organizations: { shop: { owner: "mia" } } }, limits: "enforce" });

test("people of the demo tenant", async ({ mock, mockOptions }) => {
  const id: string = mock.seed.users.ada.id;
  const clock: "system" | "virtual" | undefined = mockOptions.clock;
  // @ts-expect-error there is no such person
  void mock.seed.users.mia;
  await createPlinto(mock.as("ada")).users.get({ userId: id });
  return void clock;
});

shop("people of one's own", ({ mock }) => {
  const id: string = mock.seed.organizations.shop.id;
  // @ts-expect-error there is no such person
  void mock.seed.users.ada;
  return void id;
});

test.extend<{ plinto: ReturnType<typeof createPlinto> }>({ plinto: ({ mock }, use) => use(createPlinto(mock.connect())) })("a client", ({ plinto, mock }) => {
  void plinto.organizations.list();
  void mock.reset();
});

// @ts-expect-error what is kept has no place in a world per test
mockTest({ persist: {} });
