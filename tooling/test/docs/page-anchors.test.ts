import { expect, test } from "vitest";
import { mendAnchors } from "../../src/docs/page-anchors.ts";

// The page of @plinto/webhooks once linked to a place that no page has, and so did that of @plinto/policy.
test("a link that counts a heading which is there once leads to it", () => {
  const page = "### ThingError\n\n##### code\n\n[`ThingErrorCode`](#thingerrorcode-1)\n\n### ThingErrorCode\n";
  expect(mendAnchors(page)).toBe(page.replace("-1)", ")"));
});

test.each([
  ["there twice", "### thing()\n\n### Thing\n\n[x](#thing-1)\n"],
  ["not there", "### Other\n\n[x](#thing-1)\n"],
])("a link to a heading that is %s stays", (_, page) => {
  expect(mendAnchors(page)).toBe(page);
});
