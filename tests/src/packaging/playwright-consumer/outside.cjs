const { isMockError } = require("@plinto/mock");
const { test } = require("@plinto/mock/playwright");

try {
  test.describe("a title", () => {});
} catch (error) {
  console.log(isMockError(error, "fixture_outside_runner"), error.message);
}
