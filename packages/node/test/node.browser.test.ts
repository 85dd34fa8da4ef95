import { expect, test } from "vitest";
import { createApiKeyVerifier, createPlintoAdmin, createTokenVerifier } from "../src/index.ts";

const baseUrl = "https://api.example.test";
const secretKey = "sk_test_everybody";

test.each([
  ["createPlintoAdmin", () => createPlintoAdmin({ baseUrl, secretKey })],
  ["createTokenVerifier", () => createTokenVerifier({ issuer: baseUrl, secretKey })],
  ["createApiKeyVerifier", () => createApiKeyVerifier({ baseUrl, secretKey })],
])("a secret key in a page is refused by %s, with what to use instead", (_, make) => {
  expect(make).toThrow(
    expect.objectContaining({
      kind: "config",
      code: "secret_key_in_browser",
      message: "A secretKey is in a page, where every visitor can read it: use @plinto/node on your server, and @plinto/core with the publishableKey here",
    }),
  );
});

test("without node:crypto tokens are verified by Web Crypto", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "key_1" };
  const encode = (bytes: Uint8Array): string =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const part = (value: object): string => encode(new TextEncoder().encode(JSON.stringify(value)));
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: baseUrl, aud: baseUrl, sub: "usr_1", sid: "ses_1", jti: "1", iat: now, exp: now + 300, auth_time: now, amr: [] };
  const signed = `${part({ alg: "ES256", typ: "at+jwt", kid: "key_1" })}.${part(claims)}`;
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, new TextEncoder().encode(signed)));
  const verifier = createTokenVerifier({ issuer: baseUrl, fetch: async () => Response.json({ keys: [jwk] }) });
  expect(await verifier.verify(`${signed}.${encode(signature)}`)).toMatchObject({ status: "valid", claims: { sub: "usr_1" } });
  signature[0]! ^= 1;
  expect(await verifier.verify(`${signed}.${encode(signature)}`)).toMatchObject({ status: "refused", reason: "signature_invalid" });
});
