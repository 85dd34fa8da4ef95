import type { GraphqlOperationId } from "../generated/operation-shapes.ts";
import { refuse } from "../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../pipeline/handler.ts";

/** What answers where no GraphQL engine was handed in; one that was, answers in its place. */
export const graphql: OperationHandlers<GraphqlOperationId> = {
  graphql: handler<"graphql", never>({
    decide: () => refuse("not_implemented"),
    finish: () => ({}),
  }),
};
