import type { Description, OperationModel } from "../description/model.ts";
import { resolved, type Schema } from "../description/openapi.ts";
import { banner } from "./banner.ts";
import { pascal, propertyKey } from "./names.ts";
import { documentation, oneLine, propertiesText, typeText, type References } from "./type-text.ts";

/** packages/spec/src/generated/<slug>.ts: the shapes and the parameters of one resource. */
export function emitTypes(description: Description): Map<string, string> {
  const files = new Map<string, string>();
  for (const home of ["shared", ...description.slugs, "events"]) {
    const references: References = new Set();
    let body = "";
    const own = new Set<string>();
    for (const [name, schema] of Object.entries(description.schemas)) {
      if (description.homes.get(name) !== home) continue;
      own.add(name);
      body += `\n${declaration(name, schema, references)}`;
    }
    for (const operation of description.operations) {
      if (parametersHome(description, operation) !== home) continue;
      body += `\n${parametersDeclaration(operation, references)}`;
    }
    const imports = Map.groupBy(
      [...references].filter((name) => !own.has(name)),
      (name) => description.homes.get(name)!,
    );
    let head = banner(description, "types.ts");
    for (const [file, names] of [...imports].sort(([a], [b]) => a.localeCompare(b)))
      head += `import type { ${names.sort().join(", ")} } from "./${file}.ts";\n`;
    files.set(`packages/spec/src/generated/${home}.ts`, head + (body || "\nexport {};\n"));
  }
  return files;
}

function declaration(name: string, schema: Schema, references: References): string {
  const comment = documentation(schema, "");
  if (schema.properties && !schema.oneOf) return `${comment}export interface ${name} {\n${propertiesText(schema, references, "  ")}}\n`;
  return `${comment}export type ${name} = ${typeText(schema, references)};\n`;
}

const pendingTokenWords = {
  only: "Of the unfinished sign-in. The session's own when absent.",
  also: "Of an unfinished sign-in, which then is the caller. When absent: who is signed in, else the sign-in under way.",
} as const;

/** Path, query and body in one flat object. */
function parametersDeclaration(operation: OperationModel, references: References): string {
  const name = parametersName(operation);
  let own = "";
  for (const parameter of [...operation.pathParameters, ...operation.queryParameters]) {
    own += `  /** ${oneLine(parameter.description ?? parameter.name)} */\n`;
    own += `  ${propertyKey(parameter.name)}${parameter.required ? "" : "?"}: ${typeText(parameter.schema, references, "  ")};\n`;
  }
  if (operation.pendingToken) own += `  /** ${pendingTokenWords[operation.pendingToken]} */\n  pendingToken?: string;\n`;
  const comment = `/** The parameters of \`${operation.id}\`. */\n`;
  const body = operation.body;
  if (!body) return `${comment}export interface ${name} {\n${own}}\n`;
  if (!body.flat) return `${comment}export interface ${name} {\n${own}  /** The body. */\n  body: ${typeText(body.schema, references, "  ")};\n}\n`;
  const bodyText = typeText(body.schema, references);
  if (!own) return `${comment}export type ${name} = ${bodyText};\n`;
  return `${comment}export type ${name} = ${bodyText} & {\n${own}};\n`;
}

/** An alias takes the parameters of what it stands for, so they stand there: resources would import each other otherwise. */
export function parametersHome(description: Description, operation: OperationModel): string {
  return description.operations.find((candidate) => candidate.id === operation.sdk.alias)?.slug ?? operation.slug;
}

export function parametersName(operation: OperationModel): string {
  return `${pascal(operation.id)}Params`;
}

/** Nothing has to be said to call it. */
export function parametersAreOptional(description: Description, operation: OperationModel): boolean {
  if ([...operation.pathParameters, ...operation.queryParameters].some((parameter) => parameter.required)) return false;
  if (!operation.body) return true;
  const schema = resolved(description.document, operation.body.schema);
  return operation.body.flat && !schema.oneOf && (schema.required ?? []).length === 0 && !operation.body.required;
}

/** The type a call resolves to. */
export function resultText(operation: OperationModel, references: References): string {
  return operation.success.schema ? typeText(operation.success.schema, references) : "void";
}
