import { createECDH } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { privateKeyOf, publicKeyOf } from "../../src/authenticator/p-256.ts";

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The public key as another implementation makes it: 4, x, y. */
function elsewhere(privateKey: Uint8Array): string {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey);
  return curve.getPublicKey("hex");
}

function hex(...parts: readonly Uint8Array[]): string {
  return parts.map((part) => Buffer.from(part).toString("hex")).join("");
}

test("the public key of any private key is the one that OpenSSL makes of it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const privateKey = privateKeyOf(bytes);
      const { x, y } = publicKeyOf(privateKey);
      expect(`04${hex(x, y)}`).toBe(elsewhere(privateKey));
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["the least", 0n, 1n],
  ["one of two bits", 2n, 3n],
  ["the greatest", order - 2n, order - 1n],
  ["one beyond the greatest", order - 1n, 1n],
])("a private key is in the range of the curve: %s", (_what, bytes, want) => {
  const key = privateKeyOf(Uint8Array.from(Buffer.from(bytes.toString(16).padStart(64, "0"), "hex")));
  const { x, y } = publicKeyOf(key);

  expect(BigInt(`0x${hex(key)}`)).toBe(want);
  expect(`04${hex(x, y)}`).toBe(elsewhere(key));
});
