import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileValidated, validatePolicy } from "../src/index.ts";
import { outcomeOf } from "./support/one.ts";

const inRange = (ip: string, ...ranges: string[]) => outcomeOf({ type: "ip", ranges }, { request: { ip } });

test.each([
  ["10.0.0.0", "10.0.0.0/8", true],
  ["10.255.255.255", "10.0.0.0/8", true],
  ["9.255.255.255", "10.0.0.0/8", false],
  ["11.0.0.0", "10.0.0.0/8", false],
  ["203.0.113.7", "203.0.113.7", true],
  ["203.0.113.7", "203.0.113.7/32", true],
  ["203.0.113.8", "203.0.113.7/32", false],
  ["255.255.255.255", "0.0.0.0/0", true],
  ["128.0.0.1", "128.0.0.0/1", true],
  ["127.255.255.255", "128.0.0.0/1", false],
  ["::ffff:10.1.2.3", "10.0.0.0/8", true],
  ["::ffff:a01:203", "10.0.0.0/8", true],
  ["0:0:0:0:0:ffff:10.1.2.3", "10.0.0.0/8", true],
  ["10.1.2.3", "::ffff:10.0.0.0/104", true],
  ["10.1.2.3", "::ffff:0:0/96", true],
  ["10.1.2.3", "::/0", false],
  ["::10.1.2.3", "10.0.0.0/8", false],
  ["2001:db8::1", "2001:db8::/32", true],
  ["2001:DB8:0:0::1", "2001:db8::/32", true],
  ["2001:db9::", "2001:db8::/32", false],
  ["2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32", true],
  ["2001:db8::1", "0.0.0.0/0", false],
  ["::", "::/128", true],
  ["::1", "::", false],
  ["fe80::1", "fe80::/10", true],
  ["febf::1", "fe80::/10", true],
  ["fec0::1", "fe80::/10", false],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true],
  ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", true],
])("%s in %s: %s", (ip, range, holds) => {
  expect(inRange(ip, range)).toEqual({ outcome: holds ? "met" : "not_met", problem: null });
});

test.each([
  "",
  "localhost",
  "10.0.0",
  "10.0.0.0.1",
  "10.0.0.256",
  "010.0.0.1",
  "10.0.0.1 ",
  "10.0.0.1:443",
  "0x0a.0.0.1",
  "167772161",
  "10.0.0.-1",
  "10..0.1",
  "１０.0.0.1",
  ":",
  ":::",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7::8",
  "12345::",
  "g::",
  "::1%eth0",
  "[::1]",
  "::10.0.0.1:1",
  "::10.0.0",
  "10.0.0.1::",
  "::ffff:010.0.0.1",
  "1".repeat(100_000),
  ":".repeat(100_000),
])("%s is no address, so nothing can be told", (ip) => {
  expect(inRange(ip, "0.0.0.0/0", "::/0")).toEqual({ outcome: "undetermined", problem: "address_malformed" });
});

test("what is no text is no address", () => {
  expect(inRange(undefined as never, "0.0.0.0/0")).toEqual({ outcome: "undetermined", problem: "value_missing" });
  expect(inRange(7 as never, "0.0.0.0/0")).toEqual({ outcome: "undetermined", problem: "type_mismatch" });
});

test.each([
  "10.0.0.1/8",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/08",
  "10.0.0.0/",
  "10.0.0.0/8/8",
  "/8",
  "2001:db8::1/32",
  "::/129",
  "::ffff:10.0.0.0/95",
  "10.0.0.0/8.0",
])("the range %s is refused at its place", (range) => {
  const conditions = [{ type: "ip", ranges: ["10.0.0.0/8", range] }];
  expect(validatePolicy({ effect: "allow", actions: ["a"], resources: ["b:*"], conditions })).toMatchObject([
    { severity: "error", code: "address_invalid", pointer: "/conditions/0/ranges/1" },
  ]);
});

test.each(["10.0.0.0/8.5", "2001:db8::/32.5"])("an engine does not take the range %s for one, whoever validated it", (range) => {
  const document = { effect: "allow", actions: ["a"], resources: ["b:*"], conditions: [{ type: "ip", ranges: [range] }] } as const;
  expect(() => compileValidated([{ id: "p", document }])).toThrow(expect.objectContaining({ code: "policy_unsupported" }));
});

test("an address is in a list of ranges when it is in one of them, however they overlap", () => {
  const octet = fc.integer({ min: 0, max: 3 });
  const range = fc.tuple(octet, fc.constantFrom(8, 9, 16, 24, 32)).map(([first, bits]) => `${bits === 9 ? 128 : first}.${bits === 9 ? 128 : 0}.0.0/${bits}`);
  fc.assert(
    fc.property(
      fc.uniqueArray(range, { minLength: 1, maxLength: 6 }),
      fc.tuple(fc.constantFrom(0, 1, 2, 3, 128), fc.constantFrom(0, 127, 128, 255), octet),
      (ranges, [a, b, c]) => {
        const ip = `${a}.${b}.0.${c}`;
        expect(inRange(ip, ...ranges).outcome === "met").toBe(ranges.some((one) => inRange(ip, one).outcome === "met"));
      },
    ),
    { numRuns: 1_000 },
  );
});
