import { describe, expect, test } from "vitest";
import { isUsableKey } from "../../../src/domain/passkeys/cose-key.ts";

type Key = [label: number, value: number | Uint8Array][];

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const es256: Key = [
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, bytes(32)],
  [-3, bytes(32)],
];
const eddsa: Key = [
  [1, 1],
  [3, -8],
  [-1, 6],
  [-2, bytes(32)],
];
const rs256: Key = [
  [1, 3],
  [3, -257],
  [-1, bytes(256)],
  [-2, Uint8Array.of(1, 0, 1)],
];

/** A key with one member of it otherwise. */
const but = (key: Key, label: number, value: number | Uint8Array): Map<number, unknown> => new Map<number, unknown>(key).set(label, value);

describe("a COSE key", () => {
  test.each([
    ["ES256", es256],
    ["EdDSA", eddsa],
    ["RS256", rs256],
  ])("is usable when it is a whole one of the kind %s", (_name, key) => {
    expect(isUsableKey(new Map(key))).toBe(true);
  });

  test.each<[string, unknown]>([
    ["is no map", 7],
    ["is of a kind that is not taken", but(es256, 3, -35)],
    ["is of another type than its algorithm", but(es256, 1, 1)],
    ["is on another curve", but(es256, -1, 2)],
    ["is on another curve of Edwards", but(eddsa, -1, 7)],
    ["has half a point", but(es256, -3, bytes(31))],
    ["has a number for a point", but(eddsa, -2, 32)],
    ["has a modulus that can be factored", but(rs256, -1, bytes(128))],
    ["has a modulus that keeps a verifier busy", but(rs256, -1, bytes(1025))],
    ["has an even exponent", but(rs256, -2, Uint8Array.of(1, 0))],
    ["has the exponent 1", but(rs256, -2, Uint8Array.of(1))],
    ["has an exponent that keeps a verifier busy", but(rs256, -2, bytes(5))],
    ["has no exponent", but(rs256, -2, bytes(0))],
  ])("is not usable when it %s", (_what, key) => {
    expect(isUsableKey(key)).toBe(false);
  });
});
