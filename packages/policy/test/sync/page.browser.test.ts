import { expect, test } from "vitest";
import { createPolicyClient } from "../../src/sync.ts";
import { baseUrl, bundleServer, organizationId, secretKey } from "./support/bundle-server.ts";
import { signingKey } from "./support/signing.ts";
import { question } from "./support/world.ts";

test("in a page a secret key is refused until somebody says that it may stand there", () => {
  const message = "A secret key in a page is everybody's. Decide on a server, or say allowSecretKeyInBrowser: true where the API is a mock.";
  expect(() => createPolicyClient({ baseUrl, secretKey, organizationId })).toThrow(expect.objectContaining({ code: "option_invalid", message }));
});

test("a page verifies bundles of both algorithms and decides by them", async () => {
  for (const alg of ["RS256", "ES256"] as const) {
    const { fetch } = bundleServer(await signingKey(alg, "key_page"));
    await using policies = createPolicyClient({ baseUrl, secretKey, organizationId, fetch, allowSecretKeyInBrowser: true, reportEvaluations: false });
    await policies.ready();
    expect(policies.evaluate(question()).decision).toBe("allow");
  }
});
