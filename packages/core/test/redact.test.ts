import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "../src/index.ts";
import { scrub } from "../src/redact.ts";

test.each([
  ["sk_test_Abc123", "[redacted]"],
  ["the key sk_live_a-b.c/d= is bad", "the key [redacted] is bad"],
  ["rt_abc pt_def scim_ghi whsec_jkl whsk_mno", "[redacted] [redacted] [redacted] [redacted] [redacted]"],
  ["eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2ln", "[redacted]"],
  ["mail to ada.l+x@acme.test or ada%40acme.test", "mail to [redacted] or [redacted]"],
  ["usr_01h org_01h req_01h created at 12:00", "usr_01h org_01h req_01h created at 12:00"],
  ["part_one opt_in", "part_one opt_in"],
])("makes %j to %j", (given, want) => {
  expect(scrub(given)).toBe(want);
});

test("masks the values of sensitive names and keeps the others", () => {
  const entries = new URLSearchParams("pageSize=20&token=abc&email=x&redirectCode=1&clientSecret=2&status=active&q=ada@acme.test");
  expect(redact(entries)).toEqual({
    pageSize: "20",
    token: "[redacted]",
    email: "[redacted]",
    redirectCode: "[redacted]",
    clientSecret: "[redacted]",
    status: "active",
    q: "[redacted]",
  });
});

test("masks credentials in headers whatever their spelling", () => {
  const headers = new Headers({
    AUTHORIZATION: "Bearer x",
    cookie: "a=b",
    "X-Api-Key": "k",
    "Plinto-Publishable-Key": "pk_test_1",
    "Plinto-Device": "the-laptop-of-ada",
    accept: "*/*",
  });
  expect(redact(headers)).toEqual({
    accept: "*/*",
    authorization: "[redacted]",
    cookie: "[redacted]",
    "plinto-device": "[redacted]",
    "plinto-publishable-key": "[redacted]",
    "x-api-key": "[redacted]",
  });
});

test("no key survives, wherever in a text it stands", () => {
  const token = fc.tuple(
    fc.constantFrom("sk_test_", "ok_live_", "pk_test_", "rt_", "pt_", "scim_", "whsec_", "eyJ"),
    fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/),
  );
  fc.assert(
    fc.property(fc.string(), token, fc.constantFrom(" ", '"', "'", ",", "\n", ":"), (text, [prefix, secret], separator) => {
      fc.pre(!text.includes(secret));
      expect(scrub(`${text}${separator}${prefix}${secret}${separator}${text}`)).not.toContain(secret);
    }),
  );
});
