import type { OpenApiDocument } from "@plinto/spec";
import type { SystemOperationId } from "../generated/operation-shapes.ts";
import { apiVersion, descriptionHash } from "../generated/registries.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { ok } from "../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../pipeline/handler.ts";

/** What the service says of itself. */
export const system: OperationHandlers<SystemOperationId> = {
  getHealth: handler<"getHealth", null>({
    decide: () => ok(null),
    finish: ({ request }) => ({ status: "ok", checkedAt: formatTimestamp(request.now) }),
  }),

  getVersion: handler<"getVersion", null>({
    decide: () => ok(null),
    finish: () => ({ api: apiVersion, descriptionHash, supportedVersions: [apiVersion] }),
  }),

  getOpenApi: handler<"getOpenApi", null>({
    decide: () => ok(null),
    finish: async ({ openApi }) => (await openApi()) as OpenApiDocument,
  }),
};
