import { buildSchema, GraphQLError, type GraphQLScalarType, Kind, type GraphQLSchema, type ValueNode } from "graphql";
import { graphqlSdl } from "../generated/graphql.ts";
import { maximumDepth } from "../pipeline/nesting.ts";

/** The schema of the API. */
export const schema: GraphQLSchema = withScalars(buildSchema(graphqlSdl, { assumeValid: true, assumeValidSDL: true, noLocation: true }));

function withScalars(built: GraphQLSchema): GraphQLSchema {
  const wholeNumber = (value: unknown): number => {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new GraphQLError("SafeInt is a whole number of up to 53 bits.");
    return value;
  };
  const text = (value: unknown): string => {
    if (typeof value !== "string") throw new GraphQLError("DateTime is a text, such as 2030-01-01T00:00:00.000Z.");
    return value;
  };
  const scalar = (name: string): GraphQLScalarType => built.getType(name) as GraphQLScalarType;
  Object.assign(scalar("SafeInt"), {
    coerceOutputValue: wholeNumber,
    coerceInputValue: wholeNumber,
    coerceInputLiteral: (node: ValueNode) => wholeNumber(node.kind === Kind.INT ? Number(node.value) : undefined),
  });
  Object.assign(scalar("DateTime"), {
    coerceOutputValue: text,
    coerceInputValue: text,
    coerceInputLiteral: (node: ValueNode) => text(node.kind === Kind.STRING ? node.value : undefined),
  });
  Object.assign(scalar("JSON"), {
    coerceOutputValue: (value: unknown) => value,
    coerceInputValue: (value: unknown) => value,
    coerceInputLiteral: (node: ValueNode) => jsonOf(node),
  });
  return built;
}

/** A literal as JSON. What JSON cannot say again is for the operation to refuse. */
function jsonOf(node: ValueNode, levels: number = maximumDepth): unknown {
  if (levels < 0) throw new GraphQLError(`A JSON literal may be nested ${maximumDepth} levels deep.`);
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.LIST:
      return node.values.map((inner) => jsonOf(inner, levels - 1));
    case Kind.OBJECT: {
      // Defined one by one: a member called __proto__ is a member here, and refused as one.
      const value: Record<string, unknown> = {};
      for (const field of node.fields)
        Object.defineProperty(value, field.name.value, { value: jsonOf(field.value, levels - 1), enumerable: true, configurable: true, writable: true });
      return value;
    }
    default:
      throw new GraphQLError("A variable inside a JSON literal is not read. Make the whole value a variable.");
  }
}
