import { scalars, type GraphqlMember, type GraphqlModel, type GraphqlType } from "./model.ts";

/** The schema as the types that gql.tada reads, so that documents are typed without a step of generation. */
export function tadaTypes(model: GraphqlModel): string {
  const rows = [
    ...["Boolean", "Float", "ID", "Int", "String", ...Object.keys(scalars)].map((name) => `  ${name}: unknown;\n`),
    objectRow("Query", model.query),
    objectRow("Mutation", model.mutation),
    objectRow("Subscription", model.subscription),
    ...model.types.map((type) => typeRow(type)),
  ];
  const kinds = new Map(model.types.map(({ name, kind }) => [name, kind]));
  const body = rows.join("").replaceAll(/@\{([^}]+)\}/g, (_, type: string) => reference(type, kinds));
  return [
    "\n/** The types of the schema. */\n",
    `interface Types {\n${body}}\n`,
    "\n/** The schema of the API, for gql.tada: `initGraphQLTada<{ introspection: GraphqlSchema; scalars: GraphqlScalars }>()`. */\n",
    'export interface GraphqlSchema {\n  name: "plinto";\n  query: "Query";\n  mutation: "Mutation";\n  subscription: "Subscription";\n  types: Types;\n}\n',
    "\n/** What the scalars of the schema are in TypeScript. */\n",
    "export interface GraphqlScalars {\n  DateTime: string;\n  JSON: unknown;\n  SafeInt: number;\n}\n",
  ].join("");
}

function objectRow(name: string, members: readonly GraphqlMember[]): string {
  const fields = members.map((member) => `${JSON.stringify(member.name)}: { name: ${JSON.stringify(member.name)}; type: @{${member.type}} };`);
  return `  ${name}: { kind: "OBJECT"; name: ${JSON.stringify(name)}; fields: { ${fields.join(" ")} } };\n`;
}

function typeRow(type: GraphqlType): string {
  const name = JSON.stringify(type.name);
  switch (type.kind) {
    case "object":
      return objectRow(type.name, type.members);
    case "input": {
      const fields = type.members.map((member) => `{ name: ${JSON.stringify(member.name)}; type: @{${member.type}}; defaultValue: null }`);
      return `  ${type.name}: { kind: "INPUT_OBJECT"; name: ${name}; isOneOf: false; inputFields: [${fields.join(", ")}] };\n`;
    }
    case "enum":
      return `  ${type.name}: { name: ${name}; enumValues: ${type.values.map((value) => JSON.stringify(value)).join(" | ")} };\n`;
    case "union":
      return `  ${type.name}: { kind: "UNION"; name: ${name}; fields: {}; possibleTypes: ${[...new Set(Object.values(type.variants))].map((one) => JSON.stringify(one)).join(" | ")} };\n`;
  }
}

/** A type of the schema language as gql.tada spells it. */
function reference(type: string, kinds: ReadonlyMap<string, GraphqlType["kind"]>): string {
  if (type.endsWith("!")) return `{ kind: "NON_NULL"; name: never; ofType: ${reference(type.slice(0, -1), kinds)} }`;
  if (type.startsWith("[")) return `{ kind: "LIST"; name: never; ofType: ${reference(type.slice(1, -1), kinds)} }`;
  const kind = { object: "OBJECT", input: "INPUT_OBJECT", union: "UNION", enum: "ENUM", scalar: "SCALAR" }[kinds.get(type) ?? "scalar"];
  return `{ kind: ${JSON.stringify(kind)}; name: ${JSON.stringify(type)}; ofType: null }`;
}
