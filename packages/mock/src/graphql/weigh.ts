import {
  getNamedType,
  getVariableValues,
  type GraphQLField,
  isCompositeType,
  isListType,
  getNullableType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { graphqlFields } from "../generated/graphql.ts";
import { operationTable } from "../generated/operation-table.ts";
import { defaultPageSize } from "../pipeline/list.ts";
import { limits } from "./limits.ts";
import { schema } from "./schema.ts";

/** What a document may come to, before it is run. */
export interface Weight {
  /** Operations that it runs at most, for each organization that a field names. */
  readonly costs: ReadonlyMap<string | undefined, number>;
  readonly cost: number;
  readonly fields: number;
  readonly depth: number;
}

interface Sum {
  cost: number;
  fields: number;
  depth: number;
  /** Fields under another name. */
  aliases: number;
  /** What of the cost is for an organization that a field names. */
  named: ReadonlyMap<string, number>;
}

type Definition = GraphQLField<unknown, unknown>;

const none: ReadonlyMap<string, number> = new Map();
const nothing: Sum = { cost: 0, fields: 0, depth: 0, aliases: 0, named: none };

/** The types that pages have. */
const pages: ReadonlySet<GraphQLNamedType | undefined> = new Set(
  Object.entries(graphqlFields).flatMap(([path, { operation }]) => {
    const [parent = "", name = ""] = path.split(".");
    return operationTable[operation].list ? [getNamedType(schema.getField(schema.getType(parent) as GraphQLObjectType, name)!.type)] : [];
  }),
);

/**
 * Weighs an operation of a document. Fragments are weighed once and counted wherever they stand, so that a document that
 * would be large when written out is not large to weigh; one that holds itself counts nothing and is refused later.
 */
export function weigh(document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Weight {
  const fragments = new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])));
  const weighed = new Map<string, Sum>();
  // As they are when it runs, defaults among them. Where they are none, nothing runs.
  const { variableValues } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  const values: Readonly<Record<string, unknown>> = variableValues?.coerced ?? {};
  const root = schema.getRootType(operation.operation) ?? undefined;

  const fragment = (definition: FragmentDefinitionNode): Sum => {
    const name = definition.name.value;
    const known = weighed.get(name);
    if (known) return known;
    weighed.set(name, nothing);
    const sum = selections(definition.selectionSet, schema.getType(definition.typeCondition.name.value));
    weighed.set(name, sum);
    return sum;
  };

  const field = (node: FieldNode, parent: GraphQLNamedType | undefined): Sum => {
    const name = node.name.value;
    const definition = parent && isCompositeType(parent) ? schema.getField(parent, name) : undefined;
    const runs = parent === undefined ? undefined : graphqlFields[`${parent.name}.${name}`];
    const type = definition && getNamedType(definition.type);
    const below = node.selectionSet ? selections(node.selectionSet, type) : nothing;
    const aliases = (node.alias === undefined ? 0 : 1) + below.aliases;
    // Questions about the schema are as deep as they are, and their own rule bounds them. What is asked twice is answered twice.
    if (name === "__schema" || name === "__type")
      return { cost: limits.introspectionCost * (1 + below.aliases), fields: 1 + below.fields, depth: 0, aliases, named: none };
    const depth = node.selectionSet && name !== "__typename" ? 1 + below.depth : 0;
    // A subscription runs nothing by itself, and is asked for as often as anything.
    const own = runs || (operation.operation === "subscription" && parent === root) ? 1 : 0;
    const times = multiplier(node, definition, type, parent);
    const named = new Map([...below.named].map(([orgId, cost]) => [orgId, cost * times]));
    const cost = own + below.cost * times;
    const orgId = valueOf(node, definition, "orgId", values);
    // What stands below goes with it, unless that names another.
    if (typeof orgId === "string") named.set(orgId, (named.get(orgId) ?? 0) + cost - sumOf(named));
    return { cost, fields: 1 + below.fields, depth, aliases, named };
  };

  const multiplier = (
    node: FieldNode,
    definition: Definition | undefined,
    type: GraphQLNamedType | undefined,
    parent: GraphQLNamedType | undefined,
  ): number => {
    if (pages.has(type)) {
      const given = valueOf(node, definition, "first", values);
      return typeof given === "number" && given > 0 ? Math.ceil(given) : defaultPageSize;
    }
    // The items of a page were counted where the page is asked for.
    if (pages.has(parent) || !definition) return 1;
    // A list that is no page has no size of its own, and is taken for one.
    return isListType(getNullableType(definition.type as never)) ? defaultPageSize : 1;
  };

  const selections = (set: SelectionSetNode, parent: GraphQLNamedType | undefined): Sum => {
    const total = { cost: 0, fields: 0, depth: 0, aliases: 0 };
    const named = new Map<string, number>();
    for (const selection of set.selections) {
      let sum: Sum;
      if (selection.kind === Kind.FIELD) sum = field(selection, parent);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        sum = selections(selection.selectionSet, selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent);
      else {
        const definition = fragments.get(selection.name.value);
        sum = definition ? fragment(definition) : nothing;
      }
      total.cost += sum.cost;
      total.fields += sum.fields;
      total.aliases += sum.aliases;
      total.depth = Math.max(total.depth, sum.depth);
      for (const [orgId, cost] of sum.named) named.set(orgId, (named.get(orgId) ?? 0) + cost);
    }
    return { ...total, named };
  };

  const { named, cost, fields, depth } = selections(operation.selectionSet, root);
  // What is asked of an organization by name is counted with it, the rest with that of the request.
  const costs = new Map<string | undefined, number>(named);
  const rest = cost - sumOf(named);
  if (rest > 0 || costs.size === 0) costs.set(undefined, Math.max(rest, 1));
  return { cost, fields, depth, costs };
}

function sumOf(named: Sum["named"]): number {
  let sum = 0;
  for (const cost of named.values()) sum += cost;
  return sum;
}

/** An argument as the field gets it. */
function valueOf(node: FieldNode, definition: Definition | undefined, name: string, values: Readonly<Record<string, unknown>>): unknown {
  const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (given?.kind === Kind.VARIABLE && values[given.name.value] !== undefined) return values[given.name.value];
  const value = given === undefined || given.kind === Kind.VARIABLE ? definition?.args.find((argument) => argument.name === name)?.default?.literal : given;
  if (value?.kind === Kind.INT) return Number(value.value);
  return value?.kind === Kind.STRING ? value.value : undefined;
}
