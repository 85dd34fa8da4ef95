import { BreakingChangeType, buildSchema, findSchemaChanges } from "graphql";
import { contractualNames } from "../generate/graphql/field-names.ts";

/** What of a GraphQL schema is gone or changed so that documents which fitted it fit no more. */
export function graphqlChanges(released: string, current: string): string[] {
  return findSchemaChanges(buildSchema(released), buildSchema(current))
    .filter(({ type }) => type in BreakingChangeType)
    .map(({ description }) => description);
}

/** The names that were promised and that a schema does not have. */
export function missingNames(current: string): string[] {
  const schema = buildSchema(current);
  return Object.entries(contractualNames).flatMap(([root, names]) => {
    const fields = schema.getRootType(root as never)?.getFields() ?? {};
    return names.filter((name) => !fields[name]).map((name) => `the ${root} ${name} was promised and is not there`);
  });
}
