import { expect } from "vitest";
import type { Samples } from "../sample.ts";

export const environment = {
  getEnvironment: () => ({ params: {}, effect: ({ name }) => expect(name).toBe("Test") }),
  updateEnvironment: ({ world }) => ({
    params: { name: "Renamed" },
    effect: async () => expect((await world.ask("getEnvironment", {})).name).toBe("Renamed"),
  }),
} satisfies Samples;
