import { renderPolicyVersion } from "../../domain/policies/render.ts";
import type { PolicyVersionRow } from "../../domain/policies/table.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import { found, foundVersion } from "./found.ts";

/** What policies said before. */
export const versionOperations: OperationHandlers<"listPolicyVersions" | "getPolicyVersion"> = {
  listPolicyVersions: listHandler<"listPolicyVersions", PolicyVersionRow>({
    page(context, { policyId, pageSize, cursor }) {
      const policy = found(context, policyId);
      if (!policy.ok) return policy;
      const scope = listScope({ list: "listPolicyVersions", tenant: context.organization!.id, policyId });
      return readPage({
        table: context.tx.policyVersions,
        index: "byPolicy",
        prefix: [policyId],
        reverse: true,
        pageSize,
        cursor,
        cursors: context.cursors,
        scope,
      });
    },
    items: (_context, rows) => rows.map(renderPolicyVersion),
  }),

  getPolicyVersion: handler<"getPolicyVersion", PolicyVersionRow>({
    decide: (context, { policyId, version }) => foundVersion(context, policyId, Number(version)),
    finish: (_context, row) => renderPolicyVersion(row),
  }),
};
