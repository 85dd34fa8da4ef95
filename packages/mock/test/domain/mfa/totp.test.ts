import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOfStep, enrollmentUri, spellSecret, stepOf, stepOfCode } from "../../../src/domain/mfa/totp.ts";

const ascii = new TextEncoder().encode("12345678901234567890");
const secret = spellSecret(ascii);

describe("the codes of an authenticator app", () => {
  // RFC 6238, appendix B: the vectors for SHA-1 have eight digits; an app shows the last six of them.
  test.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("are those of RFC 6238 at second %i", (second, vector) => {
    expect(codeOfStep(secret, stepOf(second * 1000))).toBe(vector.slice(-6));
    expect(stepOfCode(secret, vector.slice(-6), second * 1000)).toBe(stepOf(second * 1000));
  });

  test("are told by their step one step of 30 seconds around the present one and not further", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: 10, max: 200_000_000 }),
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: 0, max: 29_999 }),
        (bytes, step, away, within) => {
          const own = spellSecret(bytes);
          const now = step * 30_000 + within;
          const code = codeOfStep(own, step + away);
          const near = [step - 1, step, step + 1].filter((candidate) => codeOfStep(own, candidate) === code);
          const found = stepOfCode(own, code, now);
          // Two steps may share a code by chance; then either is right.
          if (near.length === 0) expect(found).toBeUndefined();
          else expect(near).toContain(found);
          if (Math.abs(away) <= 1) expect(near).toContain(step + away);
        },
      ),
    );
  });

  test("are none of what has another length or other characters", () => {
    const now = 59_000;
    for (const text of ["", "28708", "2870822", "28708a", " 287082", "287 082"]) expect(stepOfCode(secret, text, now)).toBeUndefined();
  });
});

test("a secret of 20 bytes is spelled in base 32 without padding (RFC 4648)", () => {
  expect(secret).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
});

test("the address for a QR code carries issuer, account and secret, escaped", () => {
  const uri = new URL(enrollmentUri(secret, "Acme & Söhne", "ada+1@acme.test"));
  expect([uri.protocol, uri.host]).toEqual(["otpauth:", "totp"]);
  expect(decodeURIComponent(uri.pathname)).toBe("/Acme & Söhne:ada+1@acme.test");
  expect(Object.fromEntries(uri.searchParams)).toEqual({ issuer: "Acme & Söhne", secret, algorithm: "SHA1", digits: "6", period: "30" });
});
