/** `v1`: HMAC-SHA256 with a shared secret. */

import { bytesOf, textOf } from "./base64.ts";
import { equalInConstantTime } from "./equal-in-constant-time.ts";
import { nativeCrypto, systemSubtle, type NativeCrypto, type SubtlePort } from "./platform.ts";
import { readSecret } from "./secret.ts";
import { signedBytes } from "./signed-bytes.ts";
import type { SigningKey, SignedContent, VerificationKey } from "./verification-key.ts";

/** What computes. */
export interface HmacCrypto {
  native: NativeCrypto | undefined;
  subtle(): SubtlePort;
}

const system: HmacCrypto = { native: nativeCrypto, subtle: systemSubtle };

/**
 * The key that a `whsec_` secret stands for.
 *
 * @throws WebhookError what {@link readSecret} throws
 */
export function hmacKey(secret: string, { native, subtle }: HmacCrypto = system): VerificationKey & SigningKey {
  const digits = readSecret(secret);
  const sign = native ? nativeSigner(native, digits) : webSigner(subtle(), digits);
  return {
    version: "v1",
    sign,
    verify(content, signatures) {
      const own = sign(content);
      const isOurs = (expected: string): boolean => signatures.some((one) => equalInConstantTime(one, expected));
      return typeof own === "string" ? isOurs(own) : own.then(isOurs);
    },
  };
}

function nativeSigner(native: NativeCrypto, digits: string): (content: SignedContent) => string {
  // A signature with the bare bytes of the key costs four times one with a key object.
  const key = native.createSecretKey(digits, "base64");
  return ({ head, body }) => native.createHmac("sha256", key).update(head).update(body).digest("base64");
}

function webSigner(subtle: SubtlePort, digits: string): (content: SignedContent) => Promise<string> {
  // Imported at the first use and kept: it costs more than the signature.
  let key: Promise<CryptoKey> | undefined;
  return async (content) => {
    key ??= subtle.importKey("raw", bytesOf(digits), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return textOf(new Uint8Array(await subtle.sign("HMAC", await key, signedBytes(content))));
  };
}
