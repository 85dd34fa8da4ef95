import { describe, expect, test } from "vitest";
import { cannot } from "../doors/cannot.ts";
import type { Door } from "../doors/door.ts";
import { journeys } from "./all.ts";

/**
 * Declares every journey as a test through one door, and a last one that counts them. What the door cannot do is tried
 * too, so that an exception goes when its reason has gone.
 */
export function walkThrough(door: Door): void {
  describe(`through the door ${door.name}`, () => {
    const exceptions = journeys.filter((journey) => cannot(door, journey) !== undefined);
    let walked = 0;
    for (const journey of journeys.filter((one) => !exceptions.includes(one))) {
      test(journey.title, async () => {
        await journey.walk(door);
        walked += 1;
      });
    }
    for (const journey of exceptions) {
      test(`not here, since ${cannot(door, journey)}: ${journey.title}`, async () => {
        await expect(journey.walk(door)).rejects.toThrow(journey.needs);
      });
    }
    test("every journey was walked but those that the door cannot take", async ({ annotate }) => {
      const reasons = exceptions.map((journey) => `; not "${journey.title}", since ${cannot(door, journey)}`);
      await annotate(`${walked} of ${journeys.length} journeys went through the door ${door.name}${reasons.join("")}`);
      expect(walked).toBeGreaterThanOrEqual(journeys.length - exceptions.length);
    });
  });
}
