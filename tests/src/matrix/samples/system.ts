import { expect } from "vitest";
import type { Samples } from "../sample.ts";

export const system = {
  getHealth: () => ({ params: {}, effect: ({ status }) => expect(status).toBe("ok") }),
  getVersion: () => ({ params: {}, effect: ({ api, supportedVersions }) => expect(supportedVersions).toContain(api) }),
  getOpenApi: () => ({ params: {}, effect: ({ paths }) => expect(Object.keys(paths)).toContain("/v1/openapi.json") }),
} satisfies Samples;
