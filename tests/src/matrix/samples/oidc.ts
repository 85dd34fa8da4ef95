import { expect } from "vitest";
import type { Samples } from "../sample.ts";

export const oidc = {
  getOpenIdConfiguration: ({ world }) => ({ params: {}, effect: ({ issuer }) => expect(issuer).toBe(world.mock.baseUrl) }),
  getJwks: ({ people }) => ({ params: {}, effect: ({ keys }) => expect(keys.map(({ kid }) => kid)).toContain(keyOf(people.mia.accessToken)) }),
  getOrganizationJwks: ({ acme, people }) => ({
    params: { orgId: acme },
    effect: ({ keys }) => expect(keys.map(({ kid }) => kid)).toContain(keyOf(people.mia.accessToken)),
  }),
} satisfies Samples;

/** The key that a token says it is signed with. */
function keyOf(token: string): string {
  return (JSON.parse(atob(token.split(".")[0]!.replaceAll("-", "+").replaceAll("_", "/"))) as { readonly kid: string }).kid;
}
