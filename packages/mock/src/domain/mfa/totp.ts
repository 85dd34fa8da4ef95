import { Secret, TOTP } from "otpauth";

/** What authenticator apps expect when nothing else is said (RFC 6238, section 1.2). */
const digits = 6;
export const stepMs: number = 30_000;
/** How many steps a clock may be off, to either side. */
const drift = 1;

/** Spells a secret in base 32 (RFC 4648), as people type it into an app. */
export function spellSecret(bytes: Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;
}

/** The step of time that an instant is in, counted from 1970. @param at milliseconds since 1970 */
export function stepOf(at: number): number {
  return Math.floor(at / stepMs);
}

/** The code that an app with this secret shows during a step (RFC 6238). */
export function codeOfStep(secret: string, step: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits, period: stepMs / 1000, timestamp: step * stepMs });
}

/**
 * The step whose code somebody shows, if it is the present one or one beside it.
 *
 * @param now milliseconds since 1970
 */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const delta = TOTP.validate({
    token: code,
    secret: Secret.fromBase32(secret),
    algorithm: "SHA1",
    digits,
    period: stepMs / 1000,
    timestamp: now,
    window: drift,
  });
  return delta === null ? undefined : stepOf(now) + delta;
}

/** The address that an app reads from a QR code. */
export function enrollmentUri(secret: string, issuer: string, account: string): string {
  return new TOTP({ issuer, label: account, secret: Secret.fromBase32(secret), algorithm: "SHA1", digits, period: stepMs / 1000 }).toString();
}
