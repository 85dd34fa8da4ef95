import { describe, expect, test } from "vitest";
import manifest from "msw/package.json" with { type: "json" };
import { testMswDeliveries } from "./msw-deliveries.ts";
import { testMswDoor } from "./msw-suite.ts";

describe("under msw 3", () => {
  test("it is msw 3", () => expect(manifest.version).toMatch(/^3\./));
  testMswDoor();
  testMswDeliveries();
});
