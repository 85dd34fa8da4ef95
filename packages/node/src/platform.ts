/** The defaults for everything that comes from outside: the only file that reaches for globals. */

import type { Clock, Fetch, Random } from "@plinto/core";

/** The parts of `node:crypto` that are used; Bun and Deno have them too. */
export interface NativeCrypto {
  createPublicKey(key: { key: object; format: "jwk" }): NativeKey;
  verify(algorithm: "sha256", data: Uint8Array, key: NativeKey | { key: NativeKey; dsaEncoding: "ieee-p1363" }, signature: Uint8Array): boolean;
}

/** A key of `node:crypto`. */
export interface NativeKey {
  readonly asymmetricKeyType?: string | undefined;
}

interface NativeBytes extends Uint8Array<ArrayBuffer> {
  toString(encoding?: "utf8"): string;
}

interface Host {
  process?: { getBuiltinModule?(id: string): unknown };
  Buffer?: { from(text: string, encoding?: "base64url" | "latin1"): NativeBytes };
}

/**
 * `node:crypto`, where the runtime has it: it verifies at once, where Web Crypto hands each call to another thread. Asked
 * for rather than imported, so that one build serves every runtime.
 */
export const nativeCrypto: NativeCrypto | undefined = /* @__PURE__ */ builtinCrypto();

function builtinCrypto(): NativeCrypto | undefined {
  try {
    return (globalThis as Host).process?.getBuiltinModule?.("node:crypto") as NativeCrypto | undefined;
  } catch {
    // The edge runtime, on which Next 15 runs a middleware, has the function, which throws.
    return undefined;
  }
}

/** `Buffer`, where the runtime has it. */
export const nativeBuffer: Host["Buffer"] = /* @__PURE__ */ (globalThis as Host).Buffer;

/** The clock of the machine. Looked up at each call, so that fake timers installed later are followed. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The global `fetch`, looked up at each call, so that what is patched in later is used. */
export const systemFetch: Fetch = (url, init) => fetch(url, init);

/** Web Crypto. */
export const systemRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };

/** Whether this is a page: whoever visits it could read a secret key. */
export const isBrowser = (): boolean => typeof window !== "undefined" && typeof document !== "undefined";
