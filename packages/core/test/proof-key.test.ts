import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createProofKey } from "../src/index.ts";

// RFC 7636, appendix B: the bytes, the verifier and the challenge of the example.
test("the proof key of the bytes in RFC 7636 is the one printed there", async () => {
  const bytes = Uint8Array.from(Buffer.from("7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79", "hex"));
  expect(await createProofKey({ random: { bytes: () => bytes } })).toEqual({
    codeVerifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  });
});

test("each proof key is another one, and its challenge is the digest of its verifier", async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => createProofKey()));
  expect(new Set(keys.map(({ codeVerifier }) => codeVerifier)).size).toBe(20);
  for (const { codeVerifier, codeChallenge } of keys) {
    expect(codeVerifier).toMatch(/^[\w-]{43}$/);
    expect(codeChallenge).toBe(createHash("sha256").update(codeVerifier).digest("base64url"));
  }
});
