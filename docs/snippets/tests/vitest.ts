// #region test
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";

test("a viewer cannot rename the organization", async () => {
  const mock = createMock();
  const vera = createPlinto(mock.as("vera", { organization: "acme" }));
  const renamed = await vera.organizations.update({ orgId: mock.seed.organizations.acme.id, name: "Mine" }).safe();
  expect(renamed).toMatchObject({ ok: false, error: { code: "permission_denied" } });
});
// #endregion test
