import { renderPolicyVersion } from "../../domain/policies/render.ts";
import type { PolicyVersionRow } from "../../domain/policies/table.ts";
import { ok } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { listScope, readPage, type Page } from "../../pipeline/list.ts";
import { found, foundVersion } from "./found.ts";

/** What policies said before. */
export const versionOperations: OperationHandlers<"listPolicyVersions" | "getPolicyVersion"> = {
  listPolicyVersions: handler<"listPolicyVersions", Page<PolicyVersionRow>>({
    decide(context, { policyId, pageSize, cursor }) {
      const policy = found(context, policyId);
      if (!policy.ok) return policy;
      const scope = listScope({ list: "listPolicyVersions", tenant: context.organization!.id, policyId });
      return ok(
        readPage({ table: context.tx.policyVersions, index: "byPolicy", prefix: [policyId], reverse: true, pageSize, cursor, cursors: context.cursors, scope }),
      );
    },
    finish: (_context, page) => ({ data: page.rows.map(renderPolicyVersion), nextCursor: page.nextCursor, prevCursor: page.prevCursor }),
  }),

  getPolicyVersion: handler<"getPolicyVersion", PolicyVersionRow>({
    decide: (context, { policyId, version }) => foundVersion(context, policyId, Number(version)),
    finish: (_context, row) => renderPolicyVersion(row),
  }),
};
