import { sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { publicKeyOf, signerOf } from "../src/ed25519-keys.ts";
import { ed25519, ed25519Signer } from "../src/ed25519.ts";
import { createKeyring, isWebhookError, signWebhook, verifySignature, verifyWebhook } from "../src/index.ts";
import { nativeCrypto, systemSubtle } from "../src/platform.ts";
import { failure, now, secret, standingClock } from "./support/fixtures.ts";
import { keyPair } from "./support/key-pair.ts";

const clock = standingClock();
const body = '{"id":"evt_1","type":"member.added"}';
const pair = keyPair();

const cryptos = [
  { name: "node:crypto", crypto: { native: nativeCrypto, subtle: systemSubtle } },
  { name: "Web Crypto", crypto: { native: undefined, subtle: systemSubtle } },
];

// RFC 8032, section 7.1, test 1: the keys of the published vector.
const rfc = {
  seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
  publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
};
const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

for (const { name, crypto } of cryptos) {
  test(`Node's own verifier accepts what we sign, with ${name}`, async () => {
    const headers = await signWebhook(body, signerOf(pair.privateKey, crypto), { id: "evt_1", clock });
    const [version, signature] = headers["webhook-signature"].split(",");
    expect(version).toBe("v1a");
    expect(verify(null, Buffer.from(`evt_1.${now}.${body}`), pair.nodePublic, Buffer.from(signature!, "base64"))).toBe(true);
  });

  test(`what Node signs verifies, with ${name}`, async () => {
    const signature = sign(null, Buffer.from(`evt_1.${now}.${body}`), pair.nodePrivate).toString("base64");
    const headers = { "webhook-id": "evt_1", "webhook-timestamp": String(now), "webhook-signature": `v1a,${signature}` };
    const facts = await verifySignature(body, headers, publicKeyOf(pair.publicKey, crypto), { clock });
    expect(facts).toEqual({ id: "evt_1", timestamp: now, skewSeconds: 0, keyId: "0", version: "v1a" });
    await expect(verifySignature(`${body} `, headers, publicKeyOf(pair.publicKey, crypto), { clock })).rejects.toHaveProperty("code", "signature_mismatch");
    await expect(verifySignature(body, headers, publicKeyOf(keyPair().publicKey, crypto), { clock })).rejects.toHaveProperty("code", "signature_mismatch");
  });

  test(`the keys of RFC 8032 belong together, with ${name}`, async () => {
    const signer = signerOf(`whsk_${base64(rfc.seed + rfc.publicKey)}`, crypto);
    const headers = await signWebhook(body, signer, { id: "evt_1", clock });
    await expect(verifySignature(body, headers, publicKeyOf(`whpk_${base64(rfc.publicKey)}`, crypto), { clock })).resolves.toHaveProperty("version", "v1a");
  });

  test(`another text of the same signature is refused, with ${name}`, async () => {
    const headers = await signWebhook(body, signerOf(pair.privateKey, crypto), { id: "evt_1", clock });
    const signature = headers["webhook-signature"];
    // The last digit before the padding has four bits that no byte takes.
    const last = signature.at(-3)!;
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const twin = `${signature.slice(0, -3)}${digits[digits.indexOf(last) + 1]}==`;
    expect(Buffer.from(twin.slice(4), "base64")).toEqual(Buffer.from(signature.slice(4), "base64"));
    const error = await failure(verifySignature(body, { ...headers, "webhook-signature": twin }, publicKeyOf(pair.publicKey, crypto), { clock }));
    expect(isWebhookError(error, "signature_mismatch")).toBe(true);
  });
}

test("a sender that moves from one version to the other signs with both, and either receiver is content", async () => {
  const headers = await signWebhook(body, [secret, ed25519Signer(pair.privateKey)], { id: "evt_1", clock });
  expect(headers["webhook-signature"]).toMatch(/^v1,\S{44} v1a,\S{88}$/);
  await expect(verifySignature(body, headers, secret, { clock })).resolves.toHaveProperty("version", "v1");
  await expect(verifySignature(body, headers, ed25519(pair.publicKey), { clock })).resolves.toHaveProperty("version", "v1a");
  const keyring = createKeyring([{ id: "public", secret: ed25519(pair.publicKey) }, secret]);
  await expect(verifySignature(body, headers, keyring, { clock })).resolves.toHaveProperty("keyId", "public");
  await expect(verifyWebhook(body, headers, keyring, { clock })).resolves.toEqual(JSON.parse(body));
});

test.each([
  ["nothing", () => ed25519(""), "secret_missing", /No whpk_ key is given/],
  ["a shared secret", () => ed25519(secret), "secret_kind_mismatch", /begins with whpk_/],
  ["a private key where a public one belongs", () => ed25519(pair.privateKey), "secret_kind_mismatch", /begins with whpk_/],
  ["a public key where a private one belongs", () => ed25519Signer(pair.publicKey), "secret_kind_mismatch", /begins with whsk_/],
  ["half a key", () => ed25519(pair.publicKey.slice(0, 30)), "secret_malformed", /not the base64 of 32 bytes/],
  ["a key that is not base64", () => ed25519("whpk_%%%"), "secret_malformed", /not the base64 of 32 bytes/],
  ["a private key without its public half", () => ed25519Signer(`whsk_${base64(rfc.seed)}`), "secret_malformed", /not the base64 of 64 bytes/],
])("%s is no key", async (_, make, code, message) => {
  const error = await failure((async () => make())());
  expect(isWebhookError(error) && error.code).toBe(code);
  expect(String(error)).toMatch(message);
});
