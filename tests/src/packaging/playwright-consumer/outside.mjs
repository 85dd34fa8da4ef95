import { isMockError } from "@plinto/mock";
import { mockTest, test } from "@plinto/mock/playwright";

for (const use of [() => test("a title", () => {}), () => test.use({}), () => mockTest()]) {
  try {
    use();
    console.log("nothing happened");
  } catch (error) {
    console.log(isMockError(error, "fixture_outside_runner"), error.message);
  }
}
