import { hmacKey } from "../../src/hmac.ts";
import { nativeCrypto, systemSubtle } from "../../src/platform.ts";
import type { Clock } from "../../src/ports.ts";
import type { SigningKey, VerificationKey } from "../../src/verification-key.ts";

/** 24 bytes, which nobody uses elsewhere. */
export const secret = "whsec_cGxpbnRvLXdlYmhvb2stdGVzdC1zZWNy";
export const otherSecret = "whsec_YW5vdGhlci1wbGludG8td2ViaG9vay1r";

/** Seconds since the epoch. */
export const now = 1_800_000_000;

/** A clock that stands until it is moved. */
export function standingClock(seconds: number = now): Clock & { advance(seconds: number): void } {
  let ms = seconds * 1000;
  return { now: () => ms, advance: (more) => void (ms += more * 1000) };
}

/** The two ways to compute `v1`. */
export const hmacs: readonly { name: string; keyOf: (secret: string) => VerificationKey & SigningKey }[] = [
  { name: "node:crypto", keyOf: (text) => hmacKey(text, { native: nativeCrypto, subtle: systemSubtle }) },
  { name: "Web Crypto", keyOf: (text) => hmacKey(text, { native: undefined, subtle: systemSubtle }) },
];

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: unknown) => error,
  );
}
