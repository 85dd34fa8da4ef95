import { expect, onTestFinished, test, vi } from "vitest";
import { issuer, makeIssuer, makeKey } from "./support/issuer.ts";

// The edge runtime, on which Next 15 runs a middleware, has the function, which throws: no page could be rendered.
test("where asking for node:crypto throws, tokens are verified by Web Crypto", async () => {
  const asked = vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
    throw new Error("A Node.js API is used which is not supported in the Edge Runtime");
  });
  onTestFinished(() => {
    asked.mockRestore();
  });
  vi.resetModules();
  const { createTokenVerifier } = await import("../src/index.ts");
  expect(asked).toHaveBeenCalledWith("node:crypto");
  const key = await makeKey("key_1");
  const world = makeIssuer([key]);
  const verifier = createTokenVerifier({ issuer, fetch: world.fetch, clock: world.clock });
  expect(await verifier.verify(await world.sign(key))).toMatchObject({ status: "valid" });
  expect(await verifier.verify(await world.sign(await makeKey("key_1")))).toMatchObject({ reason: "signature_invalid" });
});
