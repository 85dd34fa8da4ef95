import { inspect } from "node:util";
import { expect, test } from "vitest";
import { PlintoError, isPlintoError } from "../src/errors.ts";

const error = new PlintoError({
  kind: "api",
  code: "slug_taken",
  message: "createOrganization: taken",
  status: 409,
  requestId: "req_1",
  operationId: "createOrganization",
  details: { suggestion: "acme-2" },
  cause: new Error("the cause"),
});

test("is recognised, with and without its code", () => {
  expect(isPlintoError(error)).toBe(true);
  expect(isPlintoError(error, "slug_taken")).toBe(true);
  expect(isPlintoError(error, "not_found")).toBe(false);
});

test.each([undefined, null, "slug_taken", 409, {}, new Error("no"), { code: "slug_taken" }])("does not take %o for one of ours", (value) => {
  expect(isPlintoError(value)).toBe(false);
});

test("is recognised when it comes from another copy of the package", async () => {
  const copy = "../src/errors.ts?copy";
  const other = (await import(/* @vite-ignore */ copy)) as typeof import("../src/errors.ts");
  expect(other.PlintoError).not.toBe(PlintoError);
  expect(isPlintoError(new other.PlintoError({ kind: "config", code: "max_invalid", message: "no" }), "max_invalid")).toBe(true);
});

test("has defaults for what a cause does not say", () => {
  expect(new PlintoError({ kind: "network", code: "network_error", message: "no" })).toMatchObject({
    name: "PlintoError",
    errors: [],
    retryable: false,
    attempts: 0,
    details: {},
  });
});

test("toJSON shows facts, and neither details nor cause", () => {
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: "PlintoError",
    message: "createOrganization: taken",
    kind: "api",
    code: "slug_taken",
    status: 409,
    requestId: "req_1",
    operationId: "createOrganization",
    errors: [],
    retryable: false,
    attempts: 0,
  });
});

test("prints without its details", () => {
  expect(inspect(error)).toContain("slug_taken");
  expect(inspect(error)).not.toContain("acme-2");
});
