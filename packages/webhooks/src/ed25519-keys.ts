/** Ed25519 by whatever computes it. */

import { bytesOf, textOf } from "./base64.ts";
import { equalInConstantTime } from "./equal-in-constant-time.ts";
import { WebhookError } from "./errors.ts";
import type { NativeCrypto, SubtlePort } from "./platform.ts";
import { signedBytes } from "./signed-bytes.ts";
import type { SigningKey, VerificationKey } from "./verification-key.ts";

/** What computes. */
export interface Ed25519Crypto {
  native: NativeCrypto | undefined;
  subtle(): SubtlePort;
}

/** The key that a public `whpk_…` text stands for. */
export function publicKeyOf(publicKey: string, { native, subtle }: Ed25519Crypto): VerificationKey {
  const jwk = { kty: "OKP", crv: "Ed25519", x: base64url(keyBytes(publicKey, "whpk_", 32)) };
  if (native) {
    const key = native.createPublicKey({ key: jwk, format: "jwk" });
    return {
      version: "v1a",
      verify: (content, signatures) => {
        const data = signedBytes(content);
        return signatures.some((one) => {
          const bytes = canonicalBytes(one);
          return bytes !== undefined && native.verify(null, data, key, bytes);
        });
      },
    };
  }
  let imported: Promise<CryptoKey> | undefined;
  return {
    version: "v1a",
    async verify(content, signatures) {
      imported ??= subtle().importKey("jwk", jwk, "Ed25519", false, ["verify"]);
      const data = signedBytes(content);
      for (const one of signatures) {
        const bytes = canonicalBytes(one);
        if (bytes && (await subtle().verify("Ed25519", await imported, bytes, data))) return true;
      }
      return false;
    },
  };
}

/** The signer that a private `whsk_…` text stands for. */
export function signerOf(privateKey: string, { native, subtle }: Ed25519Crypto): SigningKey {
  const bytes = keyBytes(privateKey, "whsk_", 64);
  const jwk = { kty: "OKP", crv: "Ed25519", d: base64url(bytes.subarray(0, 32)), x: base64url(bytes.subarray(32)) };
  if (native) {
    const key = native.createPrivateKey({ key: jwk, format: "jwk" });
    return { version: "v1a", sign: (content) => textOf(native.sign(null, signedBytes(content), key)) };
  }
  let imported: Promise<CryptoKey> | undefined;
  return {
    version: "v1a",
    async sign(content) {
      imported ??= subtle().importKey("jwk", jwk, "Ed25519", false, ["sign"]);
      return textOf(new Uint8Array(await subtle().sign("Ed25519", await imported, signedBytes(content))));
    },
  };
}

function keyBytes(text: string, prefix: string, length: number): Uint8Array {
  if (!text || typeof text !== "string") throw new WebhookError("secret_missing", `No ${prefix} key is given: is the environment variable set?`);
  const key = text.trim();
  if (!key.startsWith(prefix)) throw new WebhookError("secret_kind_mismatch", `A key that begins with ${prefix} belongs here.`);
  let bytes: Uint8Array | undefined;
  try {
    bytes = bytesOf(key.slice(prefix.length).replace(/=+$/, ""));
  } catch {
    // Falls through, since no bytes have no length.
  }
  if (!bytes || bytes.length !== length) {
    throw new WebhookError("secret_malformed", `The ${prefix} key is not the base64 of ${length} bytes: copy it again, whole and without quotes.`);
  }
  return bytes;
}

/** The bytes of a signature, if this is the one text that stands for them: of any other, a bit could be flipped unseen. */
function canonicalBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = bytesOf(text);
    return equalInConstantTime(textOf(bytes), text) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  return textOf(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
