/** Writes a parsed document out: tools that type documents keep them parsed, and a request takes a text. */

/** A node of a document, as far as it is read. */
export interface DocumentPart {
  readonly kind: string;
  readonly [member: string]: unknown;
}

type Parts = readonly DocumentPart[] | undefined;

/** The text of a part of a document. @throws TypeError for a part that stands in no document that can be run */
export function printPart(part: DocumentPart): string {
  const { kind } = part;
  const value = part["value"];
  const name = (part["name"] as { readonly value: string } | undefined)?.value ?? "";
  switch (kind) {
    case "Document":
      return each(part["definitions"], "\n");
    case "OperationDefinition":
      return `${String(part["operation"])} ${name}${wrapped("(", each(part["variableDefinitions"], ", "), ")")}${directives(part)} ${inner(part["selectionSet"])}`;
    case "FragmentDefinition":
      return `fragment ${name} on ${inner(part["typeCondition"])}${directives(part)} ${inner(part["selectionSet"])}`;
    case "VariableDefinition":
      return `${inner(part["variable"])}: ${inner(part["type"])}${wrapped(" = ", inner(part["defaultValue"]), "")}${directives(part)}`;
    case "SelectionSet":
      return `{ ${each(part["selections"], " ")} }`;
    case "Field":
      return `${wrapped("", (part["alias"] as { readonly value: string } | undefined)?.value ?? "", ": ")}${name}${args(part)}${directives(part)}${wrapped(" ", inner(part["selectionSet"]), "")}`;
    case "FragmentSpread":
      return `...${name}${directives(part)}`;
    case "InlineFragment":
      return `...${wrapped(" on ", inner(part["typeCondition"]), "")}${directives(part)} ${inner(part["selectionSet"])}`;
    case "Directive":
      return `@${name}${args(part)}`;
    case "Argument":
    case "ObjectField":
      return `${name}: ${inner(value)}`;
    case "Variable":
      return `$${name}`;
    case "NamedType":
      return name;
    case "ListType":
      return `[${inner(part["type"])}]`;
    case "NonNullType":
      return `${inner(part["type"])}!`;
    case "StringValue":
      return JSON.stringify(value);
    case "IntValue":
    case "FloatValue":
    case "EnumValue":
    case "BooleanValue":
      return String(value);
    case "NullValue":
      return "null";
    case "ListValue":
      return `[${each(part["values"], ", ")}]`;
    case "ObjectValue":
      return `{ ${each(part["fields"], ", ")} }`;
    default:
      throw new TypeError(`A document that can be run has no ${kind}`);
  }
}

function each(parts: unknown, between: string): string {
  return ((parts as Parts) ?? []).map(printPart).join(between);
}

function inner(part: unknown): string {
  return part ? printPart(part as DocumentPart) : "";
}

function wrapped(before: string, text: string, after: string): string {
  return text === "" ? "" : before + text + after;
}

function args(part: DocumentPart): string {
  return wrapped("(", each(part["arguments"], ", "), ")");
}

function directives(part: DocumentPart): string {
  return wrapped(" ", each(part["directives"], " "), "");
}
