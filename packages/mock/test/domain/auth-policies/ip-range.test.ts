import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipRangeFault, isInRanges } from "../../../src/domain/auth-policies/ip-range.ts";

describe("a network in CIDR notation", () => {
  test.each([
    ["203.0.113.0/24", undefined],
    ["0.0.0.0/0", undefined],
    ["203.0.113.7/32", undefined],
    ["2001:db8::/32", undefined],
    ["::/0", undefined],
    ["::1/128", undefined],
    ["::ffff:203.0.113.0/120", undefined],
    ["203.0.113.7/24", "has bits set after the first 24"],
    ["2001:db8::1/32", "has bits set after the first 32"],
    ["::ffff:203.0.113.7/120", "has bits set after the first 120"],
    ["203.0.113.0/33", "must be a network"],
    ["203.0.113.0/024", "must be a network"],
    ["203.0.113.0", "must be a network"],
    ["203.0.113/24", "must be a network"],
    ["203.0.113.256/32", "must be a network"],
    ["203.0.113.00/24", "must be a network"],
    ["2001:db8::/129", "must be a network"],
    ["2001::db8::/32", "must be a network"],
    ["1:2:3:4:5:6:7/128", "must be a network"],
    ["1:2:3:4:5:6:7::8/128", "must be a network"],
    ["12345::/16", "must be a network"],
    ["1.2.3.4::/16", "must be a network"],
    ["::/", "must be a network"],
    ["/24", "must be a network"],
  ])("%s is judged", (text, fault) => {
    if (fault === undefined) expect(ipRangeFault(text)).toBeUndefined();
    else expect(ipRangeFault(text)).toContain(fault);
  });
});

describe("an address in networks", () => {
  test.each([
    ["203.0.113.0", ["203.0.113.0/24"], true],
    ["203.0.113.255", ["203.0.113.0/24"], true],
    ["203.0.114.0", ["203.0.113.0/24"], false],
    ["203.0.112.255", ["203.0.113.0/24"], false],
    ["203.0.113.7", ["198.51.100.0/24", "203.0.113.7/32"], true],
    ["198.51.100.9", ["0.0.0.0/0"], true],
    ["::1", ["0.0.0.0/0"], false],
    ["203.0.113.7", ["::/0"], false],
    ["::ffff:203.0.113.7", ["203.0.113.0/24"], true],
    ["::FFFF:203.0.113.7", ["203.0.113.0/24"], true],
    ["::ffff:cb00:7107", ["203.0.113.0/24"], true],
    ["0:0:0:0:0:ffff:203.0.113.7", ["203.0.113.0/24"], true],
    ["203.0.113.7", ["::ffff:203.0.113.0/120"], true],
    ["203.0.114.7", ["::ffff:203.0.113.0/120"], false],
    ["::ffff:cb00:7107", ["::ffff:203.0.113.0/120"], true],
    ["203.0.113.7", ["::ffff:0:0/96"], true],
    ["203.0.113.7", ["::ffff:0:0/95"], false],
    ["2001:db8:0:0:0:0:0:1", ["2001:db8::/32"], true],
    ["2001:DB8::1", ["2001:db8::1/128"], true],
    ["2001:db9::1", ["2001:db8::/32"], false],
    ["fe80::1%eth0", ["fe80::/10"], true],
    ["", ["0.0.0.0/0", "::/0"], false],
    ["nonsense", ["0.0.0.0/0", "::/0"], false],
    ["203.0.113.7, 198.51.100.1", ["0.0.0.0/0", "::/0"], false],
    ["203.0.113.7", [], false],
    ["203.0.113.7", ["not a network"], false],
  ])("%s in %j is %s", (address, ranges, expected) => expect(isInRanges(address, ranges)).toBe(expected));

  test("that nobody knows is in none", () => expect(isInRanges(null, ["0.0.0.0/0", "::/0"])).toBe(false));

  const bytes = (length: number): fc.Arbitrary<number[]> => fc.array(fc.nat(255), { minLength: length, maxLength: length });
  const spell = (parts: readonly number[]): string =>
    parts.length === 4 ? parts.join(".") : Array.from({ length: 8 }, (_, index) => ((parts[index * 2]! << 8) | parts[index * 2 + 1]!).toString(16)).join(":");
  const bitsOf = (parts: readonly number[]): string => parts.map((part) => part.toString(2).padStart(8, "0")).join("");

  test("is in a network just when its first bits are the network's", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 16).chain((length) => fc.tuple(bytes(length), bytes(length), fc.nat(length * 8), fc.boolean())),
        ([network, other, prefix, near]) => {
          // Half of the addresses share the beginning, or nearly none would be inside.
          const bits = bitsOf(network)
            .slice(0, prefix)
            .padEnd(network.length * 8, "0");
          const masked = network.map((_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2));
          const kept = Math.max(0, near ? prefix : prefix - 1);
          const address = other.map((_, index) => Number.parseInt((bits.slice(0, kept) + bitsOf(other).slice(kept)).slice(index * 8, index * 8 + 8), 2));
          const range = `${spell(masked)}/${prefix}`;
          expect(ipRangeFault(range)).toBeUndefined();
          expect(isInRanges(spell(address), [range])).toBe(bitsOf(address).startsWith(bits.slice(0, prefix)));
        },
      ),
      { numRuns: 500 },
    );
  });
});
