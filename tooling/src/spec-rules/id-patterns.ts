import { operationsOf, parametersOf, resolved, type Document, type Schema } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";
import { standardSchemas, within } from "./walk-schemas.ts";

/** Names that end in Id and are no ids of ours, or ids of several kinds. */
const otherIds = new Set(["externalId", "requestId", "traceId", "impersonatorId", "operationId", "targetId", "clientId", "rpId", "rawId"]);

/** Who caused an event and what it happened to can be of any kind. */
const anyKind = new Set([
  "EventActor",
  "EventTarget",
  "PermissionResource",
  "PermissionSource",
  "PermissionSubject",
  "AuditActor",
  "AuditTarget",
  "PolicyEvaluationSubject",
  "PolicyEvaluationResource",
  "EvaluatePoliciesResource",
  "ReportedPolicySubject",
  "ReportedPolicyResource",
]);

export const idPatterns: SpecRule = {
  name: "id-patterns",
  says: "ids are `prefix_` and 26 characters, with a pattern that says so",
  check(document) {
    const standard = standardSchemas(document);
    const problems: string[] = [];
    for (const [component, root] of Object.entries(document.components.schemas)) {
      if (standard.has(component) || anyKind.has(component) || component.startsWith("WebAuthn")) continue;
      for (const { place, schema } of within(component, root)) {
        for (const [name, property] of Object.entries(schema.properties ?? {}))
          if (isId(name) && !isPrefixed(document, property)) problems.push(`${place}.${name} needs a pattern like ^org_[0-9a-hjkmnp-tv-z]{26}$`);
      }
    }
    for (const { item, operation } of operationsOf(document)) {
      for (const { name, schema } of parametersOf(document, item, operation))
        if (isId(name) && !isPrefixed(document, schema))
          problems.push(`${operation.operationId}, parameter ${name}, needs a pattern like ^org_[0-9a-hjkmnp-tv-z]{26}$`);
    }
    return problems;
  },
};

function isId(name: string): boolean {
  return (name === "id" || /[a-z]Id$/.test(name)) && !otherIds.has(name);
}

function isPrefixed(document: Document, schema: Schema): boolean {
  const target = resolved(document, schema);
  if (target.const !== undefined) return true;
  if (target.oneOf || target.anyOf)
    return (target.oneOf ?? target.anyOf)!.filter((branch) => branch.type !== "null").every((branch) => isPrefixed(document, branch));
  // Beside ids a pattern may take names of what is the same everywhere: `^(?:owner|role_…{26})$`.
  return /^\^\(?[a-z|_()?:]+_.*\{26\}\)?\$$/.test(target.pattern ?? "");
}
