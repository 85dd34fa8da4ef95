import { expect } from "vitest";
import type { Samples } from "../sample.ts";

export const graphql = {
  graphql: ({ caller }) => ({
    // What a field is refused is its own operation's affair, and is told there.
    params: { query: caller.person ? "{ version { api } me { id } }" : "{ version { api } }" },
    effect: ({ data, errors }) => {
      expect(errors).toBeUndefined();
      expect(data).toEqual({ version: { api: expect.any(String) }, ...(caller.person && { me: { id: caller.person.id } }) });
    },
  }),
} satisfies Samples;
