import { buildSchema, validateSchema } from "graphql";
import { describe } from "../description/model.ts";
import { operationsOf, type Document } from "../description/openapi.ts";
import { excludedBecause, fieldName } from "../generate/graphql/field-names.ts";
import { readGraphql } from "../generate/graphql/read.ts";
import { sdlOf } from "../generate/graphql/sdl.ts";
import type { SpecRule } from "./rule.ts";

export const graphqlSchema: SpecRule = {
  name: "graphql-schema",
  says: "the GraphQL schema that follows from the description is valid; `x-plinto-graphql` says nothing that can be derived",
  check(document) {
    const problems = needlessNames(document);
    try {
      const model = readGraphql(describe(document));
      if (model.query.length === 0) return problems;
      return [...problems, ...validateSchema(buildSchema(sdlOf(model))).map(({ message }) => message)];
    } catch (error) {
      return [...problems, error instanceof Error ? error.message : String(error)];
    }
  },
};

function needlessNames(document: Document): string[] {
  const models = new Map(describe(document).operations.map((operation) => [operation.id, operation]));
  return [...operationsOf(document)].flatMap(({ operation }) => {
    const { field, alias, excluded } = operation["x-plinto-graphql"] ?? {};
    const model = models.get(operation.operationId)!;
    const { "x-plinto-graphql": _, ...bare } = operation;
    const derived = { ...model, operation: bare as typeof operation };
    if (field !== undefined && alias === undefined && fieldName(derived) === field)
      return [`${operation.operationId} is called ${field} in GraphQL anyway: leave x-plinto-graphql out`];
    if (excluded !== undefined && excludedBecause(derived) !== undefined)
      return [`${operation.operationId} has no GraphQL field anyway: leave x-plinto-graphql out`];
    return [];
  });
}
