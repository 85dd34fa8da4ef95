import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDerive } from "../../src/kernel/secret.ts";

const derive = createDerive("seed");

test("it is HMAC-SHA-256 over each part with its kind and length", () => {
  const key = createHash("sha256").update("plinto mock secret\nseed").digest();
  const message = Buffer.concat([
    Buffer.from([1, 0, 0, 0, 3]),
    Buffer.from("key"),
    Buffer.from([2, 0, 0, 0, 2]),
    Buffer.from("42"),
    Buffer.from([3, 0, 0, 0, 1, 255]),
  ]);
  expect(Buffer.from(derive("key", 42, Uint8Array.of(255)))).toEqual(createHmac("sha256", key).update(message).digest());
});

const part = fc.oneof(fc.string({ maxLength: 3 }), fc.nat({ max: 3 }));

test("no two lists of parts give the same bytes, however they are cut", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), fc.array(part, { maxLength: 3 }), (left, right) => {
      const alike = JSON.stringify(left) === JSON.stringify(right);
      expect(hex(derive("purpose", ...left)) === hex(derive("purpose", ...right))).toBe(alike);
    }),
  );
});

test("another purpose and another seed give other bytes", () => {
  expect(new Set([hex(derive("a")), hex(derive("b")), hex(createDerive("seeds")("a"))]).size).toBe(3);
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
