const { run } = require("./guards.cjs");

test("routes are guarded", async () => {
  expect(await run()).toBe("200 403 401 env_");
});
