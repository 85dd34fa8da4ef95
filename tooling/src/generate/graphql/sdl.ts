import { scalars, type GraphqlMember, type GraphqlModel, type GraphqlType } from "./model.ts";

/** The schema in the schema language. */
export function sdlOf(model: GraphqlModel): string {
  const parts = [
    ...Object.entries(scalars).map(([name, description]) => `${text(description, "")}scalar ${name}`),
    ...rootText("Query", "What can be asked.", model.query),
    ...rootText("Mutation", "What can be done, one after the other.", model.mutation),
    ...rootText("Subscription", "What can be listened to.", model.subscription),
    ...model.types.map(typeText),
  ];
  return `${parts.join("\n\n")}\n`;
}

function rootText(name: string, description: string, members: readonly GraphqlMember[]): string[] {
  return members.length === 0 ? [] : [objectText("type", name, description, members)];
}

function typeText(type: GraphqlType): string {
  switch (type.kind) {
    case "object":
      return objectText("type", type.name, type.description, type.members);
    case "input":
      return objectText("input", type.name, type.description, type.members);
    case "enum":
      return `${text(type.description, "")}enum ${type.name} {\n${type.values.map((value) => `  ${value}\n`).join("")}}`;
    case "union":
      return `${text(type.description, "")}union ${type.name} = ${[...new Set(Object.values(type.variants))].join(" | ")}`;
  }
}

function objectText(keyword: "type" | "input", name: string, description: string, members: readonly GraphqlMember[]): string {
  return `${text(description, "")}${keyword} ${name} {\n${members.map((member) => `${memberText(member)}\n`).join("")}}`;
}

function memberText({ name, type, description, args = [] }: GraphqlMember): string {
  const list = args.length === 0 ? "" : `(\n${args.map((arg) => `${text(arg.description, "    ")}    ${arg.name}: ${arg.type}\n`).join("")}  )`;
  return `${text(description, "  ")}  ${name}${list}: ${type}`;
}

function text(description: string, indent: string): string {
  return `${indent}${JSON.stringify(description)}\n`;
}
