import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, getNamedType, isLeafType, isObjectType, isUnionType, type GraphQLField, type GraphQLOutputType, type GraphQLSchema } from "graphql";
import type { OperationId } from "@plinto/spec";

/** The schema as it is published. */
export const schema: GraphQLSchema = buildSchema(readFileSync(fileURLToPath(new URL("../../../spec/dist/plinto.graphql", import.meta.url)), "utf8"));

/** A field of the root that stands for an operation. */
export interface RootField {
  readonly root: "query" | "mutation";
  readonly field: GraphQLField<unknown, unknown>;
}

/** The fields of the root by the operation that they stand for; a second name of one is left out. */
export const rootFields: ReadonlyMap<OperationId, RootField> = new Map(
  (["query", "mutation"] as const).flatMap((root) =>
    Object.values(schema.getRootType(root as never)!.getFields())
      .reverse()
      .map((field) => [operationBehind(field)!, { root, field }] as const),
  ),
);

/** The operation that a field runs, as its description says. */
export function operationBehind({ description }: GraphQLField<unknown, unknown>): OperationId | undefined {
  return /Runs `(\w+)`\.$/.exec(description ?? "")?.[1] as OperationId | undefined;
}

/** Everything of a type but what runs other operations. In a union each member's fields are named after it, so that they never meet. */
export function everythingOf(type: GraphQLOutputType, prefix = ""): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isUnionType(named))
    return `{ __typename ${named
      .getTypes()
      .map((one) => `... on ${one.name} ${everythingOf(one, `${one.name}__`)}`)
      .join(" ")} }`;
  if (!isObjectType(named)) throw new Error(`The test knows no way into ${named.name}`);
  const fields = Object.values(named.getFields()).filter(
    (field) => operationBehind(field) === undefined && !(named.name.endsWith("Connection") && field.name === "edges"),
  );
  return `{ ${fields.map((field) => `${prefix === "" ? "" : `${prefix}${field.name}: `}${field.name} ${everythingOf(field.type)}`).join(" ")} }`;
}

/** An answer in the form of REST, without what is null: a field that is absent there is null here. */
export function restForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restForm);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value)
    .filter(([name, inner]) => name !== "__typename" && inner !== null)
    .map(([name, inner]) => [name.replace(/^[A-Z]\w*__/, ""), restForm(inner)] as const);
  const found = Object.fromEntries(members);
  return "pageInfo" in found && "nodes" in found ? { data: found["nodes"] } : found;
}
