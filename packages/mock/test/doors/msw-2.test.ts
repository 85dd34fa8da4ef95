import { describe, expect, test, vi } from "vitest";
import manifest from "msw2/package.json" with { type: "json" };
import { testMswDeliveries } from "./msw-deliveries.ts";
import { testMswDoor } from "./msw-suite.ts";

// The door imports `msw`; here that is the oldest major version that it supports.
vi.mock("msw", () => import("msw2"));
vi.mock("msw/node", () => import("msw2/node"));

describe("under msw 2", () => {
  test("it is msw 2", async () => {
    expect(manifest.version).toMatch(/^2\./);
    expect((await import("msw")).http).toBe((await import("msw2")).http);
  });
  testMswDoor();
  testMswDeliveries();
});
