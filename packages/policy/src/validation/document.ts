/** What is wrong with a document, by its shape. */

import { zoneOf } from "../zone.ts";
import { conditionsReader, type KnowsZone } from "./conditions.ts";
import { limits } from "./limits.ts";
import { Faults, integer, list, object, oneOf, text, type Read } from "./reader.ts";
import { actionPatternShape, entityPatternShape, typeShape } from "./shapes.ts";
import type { Diagnostic } from "./diagnostic.ts";

const action = /* @__PURE__ */ text("a pattern of actions, such as documents:export, documents:* or *", (value) => actionPatternShape.test(value));
const resource = /* @__PURE__ */ text("a pattern of resources, such as document:doc_1, document:* or *", (value) => entityPatternShape.test(value));
const subject = /* @__PURE__ */ text("a pattern of subjects, such as role:admin, user:usr_1, user:* or *", (value) => entityPatternShape.test(value));

const languageVersion: Read = (value, pointer, faults) => {
  if (value !== 1) faults.add(pointer, "language_version_unsupported", "This version of the package knows version 1 of the language.");
};

const obligation = (): Read =>
  object({
    type: text("a name of letters, digits, dots, hyphens and underscores", (value) => typeShape.test(value)),
    "parameters?": parameters,
  });

/** Reads documents; whether a zone is known is asked of the platform, or of `knowsZone`. */
export function documentReader(knowsZone: KnowsZone = (name) => zoneOf(name) !== undefined): (document: unknown) => Diagnostic[] {
  const read = object({
    "languageVersion?": languageVersion,
    effect: oneOf(["allow", "deny"]),
    "priority?": integer(0, limits.priority),
    actions: list(limits.actions, action),
    resources: list(limits.resources, resource),
    "subjects?": list(limits.subjects, subject),
    "conditions?": conditionsReader(knowsZone),
    "obligations?": list(limits.obligations, obligation()),
  });
  return (document) => {
    const faults = new Faults();
    read(document, "", faults);
    return faults.list;
  };
}

function parameters(value: unknown, pointer: string, faults: Faults): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return faults.add(pointer, "type_invalid", "This has to be an object.");
  let left: number = limits.parameters;
  const isJson = (part: unknown, depth: number): boolean => {
    if (typeof part === "string") return part.length <= limits.text;
    if (typeof part !== "object" || part === null) return part === null || typeof part === "boolean" || Number.isFinite(part);
    const parts = Object.values(part);
    left -= parts.length;
    return depth > 0 && left >= 0 && parts.every((one) => isJson(one, depth - 1));
  };
  if (!isJson(value, limits.depth)) {
    const most = `${limits.parameters} members in all, ${limits.depth} deep, texts of ${limits.text} characters`;
    faults.add(pointer, "too_large", `Parameters may be JSON of at most ${most}.`);
  }
}
