import type { PoliciesOperationId } from "../generated/operation-shapes.ts";
import type { OperationHandlers } from "../pipeline/handler.ts";
import { bundleOperations } from "./policies/bundle.ts";
import { documentOperations } from "./policies/documents.ts";
import { evaluationOperations } from "./policies/evaluations.ts";
import { versionOperations } from "./policies/versions.ts";

/** The rules of policies. */
export const policies: OperationHandlers<PoliciesOperationId> = { ...documentOperations, ...versionOperations, ...evaluationOperations, ...bundleOperations };
