import type { PolicyDiagnostic, PolicyDocument, PolicyWithWarnings } from "@plinto/spec";
import { matchesAction } from "@plinto/policy";
import { changesBetween } from "../../domain/events/changes.ts";
import { planLimit } from "../../domain/organizations/plan.ts";
import { diagnose } from "../../domain/policies/diagnose.ts";
import { insertPolicy, removePolicy, touchPolicy } from "../../domain/policies/policy.ts";
import { policyFacts, renderPolicy } from "../../domain/policies/render.ts";
import type { PolicyRow } from "../../domain/policies/table.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import { actorOf } from "../../pipeline/actor.ts";
import { handler, type DecideContext, type FinishContext, type OperationHandlers, type OperationRefusal } from "../../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import { documentsAbove } from "./above-caller.ts";
import { found, foundVersion } from "./found.ts";

type DocumentOperationId = "createPolicy" | "listPolicies" | "getPolicy" | "updatePolicy" | "deletePolicy" | "rollbackPolicy" | "validatePolicy";

// A type, not an interface: it is decided, which is JSON for the compiler too.
type Written = { readonly row: PolicyRow; readonly warnings: readonly PolicyDiagnostic[] };

/** Policies and what they say. Nobody allows by a policy what they do not hold. */
export const documentOperations: OperationHandlers<DocumentOperationId> = {
  createPolicy: handler<"createPolicy", Written>({
    judges: ["document"],
    decide(context, { name, description, document, status }) {
      const { tx, emit, limits, principal } = context;
      const organization = context.organization!;
      const warnings = judged(context, document, undefined);
      if (!warnings.ok) return warnings;
      const refused = documentsAbove(context, [document]);
      if (refused) return refused;
      const maximum = planLimit(organization, "policies");
      if (limits === "enforce" && maximum !== null && tx.policies.count("byOrganization", [organization.id]) >= maximum) {
        return refuse("limit_exceeded", { detail: `The plan ${organization.plan} has room for ${maximum} policies.`, limit: "policies", maximum });
      }
      const row = insertPolicy(tx, {
        organizationId: organization.id,
        name,
        description: description ?? null,
        document,
        status: status ?? "enabled",
        createdBy: actorOf(principal),
      });
      emit("policy.created", policyFacts(row));
      return ok({ row, warnings: warnings.value });
    },
    finish: withWarnings,
  }),

  listPolicies: listHandler<"listPolicies", PolicyRow>({
    page({ tx, cursors, organization }, input) {
      const sort = input.sort ?? "createdAt";
      const words = input.q?.toLowerCase();
      return readPage({
        table: tx.policies,
        index: sort.endsWith("name") ? "byName" : "byOrganization",
        prefix: [organization!.id],
        reverse: sort.startsWith("-"),
        where: (row) =>
          (words === undefined || row.name.toLowerCase().includes(words) || row.id.includes(words)) &&
          (input.status === undefined || row.status === input.status) &&
          (input.effect === undefined || row.document.effect === input.effect) &&
          (input.action === undefined || row.document.actions.some((pattern) => matchesAction(pattern, input.action!))) &&
          inRange(row.createdAt, input.createdAt),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listPolicies", tenant: organization!.id }),
      });
    },
    items: (_context, rows) => rows.map(renderPolicy),
  }),

  getPolicy: handler<"getPolicy", PolicyRow>({
    decide: (context, { policyId }) => found(context, policyId),
    finish: (_context, row) => renderPolicy(row),
  }),

  updatePolicy: handler<"updatePolicy", Written>({
    judges: ["document"],
    version: (context, { policyId }) => versionOf(context, policyId),
    decide(context, { policyId, ...patch }) {
      const { tx, emit, principal } = context;
      const policy = found(context, policyId);
      if (!policy.ok) return policy;
      const before = policy.value;
      // What is no document, null among it, is judged as one.
      const document = patch.document === undefined ? before.document : patch.document;
      const warnings = judged(context, document, before.id);
      if (!warnings.ok) return warnings;
      // Whoever changes a policy answers for all it allows, before and after.
      const refused = documentsAbove(context, [before.document, document]);
      if (refused) return refused;
      const changes = changesBetween(before, { ...before, ...patch }, ["name", "description", "document", "status"]);
      if (Object.keys(changes).length === 0) return ok({ row: before, warnings: warnings.value });
      const row = touchPolicy(tx, before, actorOf(principal), patch);
      emit("policy.updated", policyFacts(row, changes));
      return ok({ row, warnings: warnings.value });
    },
    finish: withWarnings,
  }),

  deletePolicy: handler<"deletePolicy", undefined>({
    version: (context, { policyId }) => versionOf(context, policyId),
    decide(context, { policyId }) {
      const policy = found(context, policyId);
      if (!policy.ok) return policy;
      const refused = documentsAbove(context, [policy.value.document]);
      if (refused) return refused;
      context.emit("policy.deleted", policyFacts(policy.value));
      removePolicy(context.tx, policy.value);
      return ok();
    },
    finish: () => undefined,
  }),

  rollbackPolicy: handler<"rollbackPolicy", Written>({
    decide(context, { policyId, version }) {
      const { tx, emit, principal } = context;
      const policy = found(context, policyId);
      if (!policy.ok) return policy;
      const earlier = foundVersion(context, policyId, version);
      if (!earlier.ok) return earlier;
      const before = policy.value;
      const { document } = earlier.value;
      const warnings = judged(context, document, before.id);
      if (!warnings.ok) return warnings;
      const refused = documentsAbove(context, [before.document, document]);
      if (refused) return refused;
      const row = touchPolicy(tx, before, actorOf(principal), { document });
      emit("policy.rolled_back", policyFacts(row, changesBetween(before, row, ["document"])));
      return ok({ row, warnings: warnings.value });
    },
    finish: withWarnings,
  }),

  validatePolicy: handler<"validatePolicy", PolicyDiagnostic[]>({
    decide: ({ tx, organization }, { document, policyId }) => ok(diagnose(tx, organization!.id, document, { id: policyId, now: tx.now })),
    finish: (_context, diagnostics) => ({ valid: diagnostics.every(({ severity }) => severity === "warning"), diagnostics }),
  }),
};

function withWarnings(_context: FinishContext, { row, warnings }: Written): PolicyWithWarnings {
  return { ...renderPolicy(row), warnings: [...warnings] };
}

function versionOf(context: DecideContext, policyId: string): number | undefined {
  const policy = found(context, policyId);
  return policy.ok ? policy.value.version : undefined;
}

/** The warnings of a document, which has no faults then: neither by the language nor by the description, which has to show it again. */
function judged({ tx, organization, request }: DecideContext, document: PolicyDocument, id: string | undefined): Ok<PolicyDiagnostic[]> | OperationRefusal {
  const diagnostics = diagnose(tx, organization!.id, document, { id, now: tx.now });
  const errors = diagnostics.flatMap(({ severity, code, pointer, message }) =>
    severity === "error" ? [{ pointer: `/document${pointer}`, code, message }] : [],
  );
  const faults = errors.length > 0 ? errors : [...request.left];
  return faults.length > 0 ? refuse("policy_invalid", { errors: faults }) : ok(diagnostics);
}
