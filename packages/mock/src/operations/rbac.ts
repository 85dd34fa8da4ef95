import type { CatalogPermission, EffectivePermissions, Permission, PermissionDecision } from "@plinto/spec";
import { catalog } from "../domain/rbac/catalog.ts";
import { decidePermission, type Subject } from "../domain/rbac/decide.ts";
import { effectivePermissions } from "../domain/rbac/effective.ts";
import type { RbacOperationId } from "../generated/operation-shapes.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { listScope } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";

const batchLimit = 100;

/** The rules of permission checks. They ask what every call asks, and say why. */
export const rbac: OperationHandlers<RbacOperationId> = {
  checkPermission: handler<"checkPermission", PermissionDecision>({
    decide: (context, input) => check(context, input, ""),
    finish: (_context, decision) => decision,
  }),

  checkPermissionsBatch: handler<"checkPermissionsBatch", { results: PermissionDecision[] }>({
    decide(context, { checks }) {
      if (checks.length > batchLimit) return refuse("batch_too_large", { detail: `Ask at most ${batchLimit} questions at once.` });
      const results: PermissionDecision[] = [];
      for (const [index, input] of checks.entries()) {
        const decision = check(context, input, `/checks/${index}`);
        if (!decision.ok) return decision;
        results.push(decision.value);
      }
      return ok({ results });
    },
    finish: (_context, decisions) => decisions,
  }),

  listPermissions: listHandler<"listPermissions", CatalogPermission>({
    page({ cursors }, input) {
      const text = input.q?.toLowerCase();
      const all = catalog();
      return readSortedPage({
        rows: all.filter(
          (entry) =>
            (text === undefined || entry.permission.includes(text) || entry.description.toLowerCase().includes(text)) &&
            (input.group === undefined || entry.group === input.group) &&
            (input.grantable === undefined || entry.grantable === input.grantable),
        ),
        key: (entry) => [all.indexOf(entry), entry.permission],
        reverse: false,
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, list: "listPermissions" }),
      });
    },
    items: (_context, rows) => [...rows],
  }),

  getEffectivePermissions: handler<"getEffectivePermissions", EffectivePermissions>({
    decide({ tx, ...context }, { userId }) {
      const organization = context.organization!;
      const membership = tx.memberships.find("membership", [organization.id, userId]);
      return membership ? ok(effectivePermissions(tx, organization, membership)) : refuse("not_found");
    },
    finish: (_context, permissions) => permissions,
  }),
};

/** Answers one question. Whoever holds `policies:evaluate` only as the subject asks about nobody else. */
function check(context: DecideContext, input: Input<"checkPermission">, pointer: string): Ok<PermissionDecision> | OperationRefusal {
  const { tx, principal, arm } = context;
  const asksAboutOther = input.userId !== undefined && !(principal.kind === "user" && principal.userId === input.userId);
  if (asksAboutOther && "permission" in arm && arm.scope === "self") {
    return refuse("permission_denied", {
      detail: `The caller lacks the permission policies:evaluate, which asking about others takes${pointer === "" ? "" : `, as ${pointer}/userId does`}.`,
    });
  }
  const subject: Subject = input.userId === undefined ? callerOf(context) : { type: "user", id: input.userId };
  return ok(decidePermission(tx, context.organization!, subject, { permission: input.permission as Permission, resource: input.resource }));
}

/** The caller as the subject of a question. */
function callerOf({ tx, principal, can }: DecideContext): Subject {
  if (principal.kind === "user") return { type: "user", id: principal.userId };
  if (principal.kind === "environment") return { type: "environment_key", key: tx.keys.require(principal.keyId) };
  if (principal.kind !== "organization") throw new Error("Nobody asks without a credential");
  const membership = principal.createdByUserId === null ? undefined : tx.memberships.find("membership", [principal.organizationId, principal.createdByUserId]);
  return { type: "organization_key", key: tx.keys.require(principal.keyId), creator: membership?.status === "active" ? membership : undefined, can };
}
