import fc from "fast-check";
import { expect, test } from "vitest";
import { toBase62 } from "../../src/kernel/base62.ts";
import { fromBase64Url, toBase64Url } from "../../src/kernel/base64url.ts";
import { equalInConstantTime } from "../../src/kernel/equal-in-constant-time.ts";

const bytes = fc.uint8Array({ maxLength: 80 });

test("base64url spells as Node's Buffer does", () => {
  fc.assert(
    fc.property(bytes, (given) => {
      expect(toBase64Url(given)).toBe(Buffer.from(given).toString("base64url"));
    }),
  );
});

test("base64url reads what it spelt", () => {
  fc.assert(
    fc.property(bytes, (given) => {
      expect(fromBase64Url(toBase64Url(given))).toEqual(given);
    }),
  );
});

// A signature with a second spelling would be a second key for a cache of verified tokens, and would slip past a list of revoked ones.
test("no text but its own spelling reads as some bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ABCwxyz0189-_"), maxLength: 8 }), (text) => {
      const canonical = toBase64Url(Buffer.from(text, "base64url")) === text;
      if (canonical) expect(toBase64Url(fromBase64Url(text))).toBe(text);
      else expect(() => fromBase64Url(text)).toThrow(expect.objectContaining({ code: "base64url_invalid" }));
    }),
  );
});

test.each(["=", "QQ==", "a+b/", "a b", "Ä", "QQ\n"])("%j is not base64url, and the error does not repeat it", (text) => {
  expect(() => fromBase64Url(text)).toThrow(expect.objectContaining({ code: "base64url_invalid", message: expect.not.stringContaining(text) }));
});

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

test("base 62 is the big-endian number of the bytes", () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const number = BigInt(`0x00${Buffer.from(given).toString("hex")}`);
      const read = [...toBase62(given)].reduce((sum, digit) => sum * 62n + BigInt(digits.indexOf(digit)), 0n);
      expect(read).toBe(number);
    }),
  );
});

test.each([
  [0, 0],
  [1, 2],
  [16, 22],
  [20, 27],
  [32, 43],
])("%d bytes take %d characters of base 62, whatever they are", (length, characters) => {
  expect([toBase62(new Uint8Array(length)).length, toBase62(new Uint8Array(length).fill(255)).length]).toEqual([characters, characters]);
});

test("strings are equal in constant time exactly when they are equal", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\u0000"), maxLength: 4 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(equalInConstantTime(left, right)).toBe(left === right);
    }),
    { numRuns: 500 },
  );
});
