import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes (32) from the world's secret: the same purpose and parts give the same bytes, in this world only. */
export type Derive = (purpose: string, ...parts: readonly (string | number | Uint8Array)[]) => Uint8Array;

/**
 * Makes the derivation of a world: HMAC-SHA-256 (RFC 2104) under a secret that follows from the world's seed, over
 * the purpose and the parts, each with its kind and length before it, so that no two lists of parts read the same.
 *
 * @example
 * const derive = createDerive("seed");
 * toBase62(derive("api_key", keyId));
 */
export function createDerive(seed: string): Derive {
  const text = new TextEncoder();
  const keyed = hmac.create(sha256, sha256(text.encode(`plinto mock secret\n${seed}`)));
  return (purpose, ...parts) => {
    const mac = keyed.clone();
    for (const part of [purpose, ...parts]) {
      const bytes = part instanceof Uint8Array ? part : text.encode(String(part));
      const kind = typeof part === "string" ? 1 : typeof part === "number" ? 2 : 3;
      mac.update(Uint8Array.of(kind, bytes.length >>> 24, bytes.length >>> 16, bytes.length >>> 8, bytes.length)).update(bytes);
    }
    return mac.digest();
  };
}
