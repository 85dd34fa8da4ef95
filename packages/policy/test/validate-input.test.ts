import { expect, test } from "vitest";
import { validateInput } from "../src/index.ts";
import { question } from "./support/one.ts";

test("a question with everything in it has no fault, and neither has one with nothing but what it needs", () => {
  expect(validateInput(question())).toEqual([]);
  const full = question({
    subject: { type: "user", id: "usr_1", roles: [], attributes: { deep: { deeper: [1] } } },
    resource: { type: "doc", id: null, attributes: {} },
    organizationId: null,
    request: {
      ip: "::ffff:10.0.0.1",
      time: "2026-03-02T10:00:00.123+01:00",
      authentication: { mfa: true, methods: ["pwd", "otp"], authenticatedAt: "2026-03-02T08:00:00Z" },
      attributes: { channel: "web" },
    },
  });
  expect(validateInput(full)).toEqual([]);
});

test.each<[pointer: string, code: string, input: unknown]>([
  ["", "type_invalid", null],
  ["/action", "field_required", { ...question(), action: undefined }],
  ["/action", "value_invalid", { ...question(), action: "docs:*" }],
  ["/acton", "field_unknown", { ...question(), acton: "x" }],
  ["/subject", "type_invalid", { ...question(), subject: "usr_1" }],
  ["/subject/type", "value_invalid", { ...question(), subject: { type: "role", id: "admin" } }],
  ["/subject/id", "value_invalid", { ...question(), subject: { type: "user", id: "" } }],
  ["/subject/roles", "type_invalid", { ...question(), subject: { type: "user", id: "u", roles: "admin" } }],
  ["/subject/roles/1", "duplicate", { ...question(), subject: { type: "user", id: "u", roles: ["a", "a"] } }],
  ["/subject/roles", "list_too_long", { ...question(), subject: { type: "user", id: "u", roles: Array.from({ length: 201 }, (_, index) => `r${index}`) } }],
  ["/subject/attributes", "type_invalid", { ...question(), subject: { type: "user", id: "u", attributes: [] } }],
  ["/resource/type", "field_required", { ...question(), resource: {} }],
  ["/request/ip", "address_invalid", { ...question(), request: { ip: "10.0.0.256" } }],
  ["/request/time", "time_invalid", { ...question(), request: { time: "now" } }],
  ["/request/authentication/mfa", "type_invalid", { ...question(), request: { authentication: { mfa: "yes" } } }],
  ["/request/authentication/authenticatedAt", "type_invalid", { ...question(), request: { authentication: { authenticatedAt: 5 } } }],
])("the fault at %o is %s", (pointer, code, input) => {
  const found = validateInput(input);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ pointer, code });
});
