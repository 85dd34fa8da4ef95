/** The defaults for everything that comes from outside: the only file that reaches for globals. */

import type { Clock } from "./ports.ts";

/** The parts of `node:crypto` that are used; Bun and Deno have them too. */
export interface NativeCrypto {
  createHmac(algorithm: "sha256", key: object): NativeHmac;
  createSecretKey(key: string, encoding: "base64"): object;
  createPublicKey(key: { key: object; format: "jwk" }): object;
  createPrivateKey(key: { key: object; format: "jwk" }): object;
  sign(algorithm: null, data: Uint8Array, key: object): Uint8Array;
  verify(algorithm: null, data: Uint8Array, key: object, signature: Uint8Array): boolean;
}

interface NativeHmac {
  update(data: string | Uint8Array): NativeHmac;
  digest(encoding: "base64"): string;
}

/** The part of Web Crypto that is used. */
export type SubtlePort = Pick<SubtleCrypto, "importKey" | "sign" | "verify">;

interface Host {
  process?: { getBuiltinModule?(id: string): unknown };
}

/**
 * `node:crypto`, where the runtime has it: synchronous, and many times faster than Web Crypto on small bodies. Asked
 * for rather than imported, so that one build serves every runtime and no bundler looks for it.
 */
export const nativeCrypto: NativeCrypto | undefined = /* @__PURE__ */ builtinCrypto();

function builtinCrypto(): NativeCrypto | undefined {
  try {
    return (globalThis as Host).process?.getBuiltinModule?.("node:crypto") as NativeCrypto | undefined;
  } catch {
    // Next's edge runtime has the function, which throws.
    return undefined;
  }
}

/** Web Crypto, looked up at each use. */
export const systemSubtle = (): SubtlePort => crypto.subtle;

/** The clock of the machine. Looked up at each call, so that fake timers installed later are followed. */
export const systemClock: Clock = { now: () => Date.now() };

/** A name that nobody else has: 128 random bits as hexadecimal digits. */
export const systemToken = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Waits by the timer of the machine. */
export const systemWait = (seconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, seconds * 1000));

/** The console. */
export const writeToConsole = (message: string, cause: unknown): void => {
  console.error(`[plinto] ${message}`, cause);
};
