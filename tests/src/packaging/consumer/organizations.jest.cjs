const { createPlinto } = require("@plinto/core");
const { createMock } = require("@plinto/mock");

test("an organization that was created is in the list", async () => {
  const mock = createMock();
  const plinto = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey });
  const { id } = await plinto.organizations.create({ name: "Initech", ownerUserId: mock.seed.users.ada.id });
  const all = await plinto.organizations.list().toArray({ max: 100 });
  expect(all.map((one) => one.id)).toContain(id);
});
