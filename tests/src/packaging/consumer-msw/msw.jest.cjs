const { createPlinto } = require("@plinto/core");
const { createMock } = require("@plinto/mock");
const { plintoHandlers } = require("@plinto/mock/msw");
const { setupServer } = require("msw/node");

const mock = createMock();
const server = setupServer(...plintoHandlers(mock));

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());

test("the mock answers the fetch of the process", async () => {
  const plinto = createPlinto({ baseUrl: mock.baseUrl, secretKey: mock.keys.secretKey });
  const { id } = await plinto.organizations.create({ name: "Initech", ownerUserId: mock.seed.users.ada.id });
  expect((await plinto.organizations.get({ orgId: id })).name).toBe("Initech");
});

test("worlds and refusals are those of the mock", async () => {
  const plinto = createPlinto({ baseUrl: mock.world("blue").baseUrl, secretKey: mock.keys.secretKey });
  await expect(plinto.organizations.list()).rejects.toMatchObject({ code: "api_key_invalid" });
});
