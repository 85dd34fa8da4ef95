/** Whether an input is a question that can be answered. */

import { parseAddress } from "./address.ts";
import { parseInstant } from "./instant.ts";
import { actionShape, typeShape } from "./validation/shapes.ts";
import type { Diagnostic } from "./validation/diagnostic.ts";
import { Faults, list, object, text, type Read } from "./validation/reader.ts";

const id = /* @__PURE__ */ text("an id of 1 to 255 characters", (value) => value.length >= 1 && value.length <= 255);
const type = /* @__PURE__ */ text("a name of letters, digits, dots, hyphens and underscores", (value) => typeShape.test(value));
const moment = /* @__PURE__ */ text("a moment as RFC 3339 writes it, 2026-03-01T00:00:00Z", (value) => parseInstant(value) !== undefined, "time_invalid");
const address = /* @__PURE__ */ text("an address of IPv4 or IPv6", (value) => parseAddress(value) !== undefined, "address_invalid");

const attributes: Read = (value, pointer, faults) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) faults.add(pointer, "type_invalid", "This has to be an object.");
};

const boolean: Read = (value, pointer, faults) => {
  if (typeof value !== "boolean") faults.add(pointer, "type_invalid", "This has to be true or false.");
};

// A bundler drops what is marked so when nobody validates.
const read: Read = /* @__PURE__ */ (() =>
  object({
    action: text("an action such as documents:export", (value) => actionShape.test(value)),
    subject: object({
      type: text("a name of letters, digits, dots, hyphens and underscores, but not role", (value) => typeShape.test(value) && value !== "role"),
      id,
      "roles?": orEmpty(list(200, id)),
      "attributes?": attributes,
    }),
    resource: object({ type, "id?": orNull(id), "attributes?": attributes }),
    "organizationId?": orNull(id),
    "request?": object({
      "ip?": orNull(address),
      "time?": orNull(moment),
      "authentication?": orNull(object({ "mfa?": boolean, "methods?": orEmpty(list(50, id)), "authenticatedAt?": moment })),
      "attributes?": attributes,
    }),
  }))();

/**
 * Finds every fault of an input. An engine denies what it cannot read and treats a malformed address as unknown; this
 * tells the caller, as `evaluatePolicies` does with `input_invalid`.
 *
 * @param input what somebody wants decided
 * @returns the faults, at most 100; empty when there are none
 * @example
 * const faults = validateInput(await request.json());
 * if (faults.length > 0) return Response.json({ faults }, { status: 400 });
 */
export function validateInput(input: unknown): Diagnostic[] {
  const faults = new Faults();
  read(input, "", faults);
  return faults.list;
}

function orNull(read: Read): Read {
  return (value, pointer, faults) => {
    if (value !== null) read(value, pointer, faults);
  };
}

function orEmpty(read: Read): Read {
  return (value, pointer, faults) => {
    if (!Array.isArray(value) || value.length > 0) read(value, pointer, faults);
  };
}
