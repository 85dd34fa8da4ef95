import type { Description, OperationModel } from "../description/model.ts";
import { banner } from "./banner.ts";
import { oneLine, typeText, type References } from "./type-text.ts";
import { parametersAreOptional, parametersName, resultText } from "./types.ts";

/** packages/core/src/generated/<slug>.ts: one pure function per operation, which only forwards. */
export function emitFunctions(description: Description): Map<string, string> {
  const files = new Map<string, string>();
  const callable = description.operations.filter((operation) => operation.navigation !== "only");
  for (const slug of description.slugs) {
    const operations = callable.filter((operation) => operation.slug === slug);
    const types: References = new Set();
    let body = "";
    for (const operation of operations) body += `\n${functionText(description, operation, types)}`;
    const hasList = operations.some((operation) => operation.item);
    const hasCall = operations.some((operation) => !operation.item);
    let text = banner(description, "functions.ts");
    text += `import type { ErrorsOf } from "../errors-of.ts";\n`;
    text += `import type { CallOptions } from "../call-options.ts";\nimport type { Client } from "../client.ts";\n`;
    text += `import { ${[...(hasCall ? ["call"] : []), ...(hasList ? ["callList"] : [])].join(", ")} } from "../operation.ts";\n`;
    if (hasList) text += `import type { PlintoPagePromise } from "../pagination.ts";\n`;
    if (hasCall) text += `import type { PlintoPromise } from "../promise.ts";\n`;
    if (types.size > 0) text += `import type { ${[...types].sort().join(", ")} } from "@plinto/spec";\n`;
    files.set(`packages/core/src/generated/${slug}.ts`, text + body);
  }
  let index = banner(description, "functions.ts");
  for (const slug of description.slugs) {
    const names = callable.filter((operation) => operation.slug === slug).map((operation) => operation.id);
    if (names.length > 0) index += `export { ${names.join(", ")} } from "./${slug}.ts";\n`;
  }
  files.set("packages/core/src/generated/operations.ts", index);
  files.set(
    "packages/core/src/generated/version.ts",
    `${banner(description, "functions.ts")}\n/** The version of the API that this package was generated from; travels as \`Plinto-Version\`. */\nexport const PLINTO_VERSION = ${JSON.stringify(description.version)};\n\n/** Names the description by its content: the SHA-256 of its JSON. */\nexport const PLINTO_DESCRIPTION_HASH = ${JSON.stringify(description.hash)};\n`,
  );
  return files;
}

function functionText(description: Description, operation: OperationModel, types: References): string {
  return `${shortDocumentation(operation, "")}export function ${operation.id}(client: Client, ${signature(description, operation, types)}): ${promiseText(operation, types)} {\n  return ${operation.item ? "callList" : "call"}(client, ${operationLine(operation)}, params, options);\n}\n`;
}

/** What the runtime must know, and nothing else: it is in every bundle. The client reads it back in operation-descriptor.ts. */
export function operationLine(operation: OperationModel): string {
  const marks: string[] = [];
  const query = operation.queryParameters.map((parameter) => parameter.name);
  if (operation.item) marks.push("list");
  if (operation.isPublic && !operation.schemes.includes("accessToken")) marks.push("anonymous");
  if (operation.operation["x-plinto-session"]) marks.push(`session=${operation.operation["x-plinto-session"]}`);
  else if (operation.namesDevice) marks.push("device");
  if (operation.pendingToken) marks.push("pending");
  if (operation.signInMember) marks.push(`within=${operation.signInMember}`);
  if (operation.body && !operation.body.flat) marks.push("rawBody");
  if (operation.body?.required && operation.body.mayBeEmpty) marks.push("hasBody");
  if (query.length > 0 && operation.method !== "GET" && operation.method !== "DELETE") marks.push(`query=${query.join(",")}`);
  if (operation.method === "PATCH" && operation.body && !operation.body.mergePatch) marks.push("contentType=application/json");
  return JSON.stringify([operation.id, operation.method, operation.path, ...marks].join(" "));
}

/** The flat parameters alone, as a parameter list. */
export function parametersOf(description: Description, operation: OperationModel, types: References): string {
  const name = parametersName(operation);
  types.add(name);
  return `params${parametersAreOptional(description, operation) ? "?" : ""}: ${name}`;
}

export function signature(description: Description, operation: OperationModel, types: References, omit?: string): string {
  const name = parametersName(operation);
  types.add(name);
  const type = omit ? `Omit<${name}, ${JSON.stringify(omit)}>` : name;
  const optional = omit ? scopedParametersAreOptional(description, operation, omit) : parametersAreOptional(description, operation);
  return `params${optional ? "?" : ""}: ${type}, options?: CallOptions`;
}

function scopedParametersAreOptional(description: Description, operation: OperationModel, omit: string): boolean {
  return parametersAreOptional(description, { ...operation, pathParameters: operation.pathParameters.filter((parameter) => parameter.name !== omit) });
}

export function promiseText(operation: OperationModel, types: References): string {
  const errors = `ErrorsOf<${JSON.stringify(operation.id)}>`;
  if (operation.item) return `PlintoPagePromise<${typeText(operation.item, types)}, ${errors}>`;
  return `PlintoPromise<${resultText(operation, types)}, ${errors}>`;
}

/** The full text stands once, at the method of the facade, since every installation carries it. */
export function shortDocumentation(operation: OperationModel, indent: string): string {
  const method = operation.sdk.alias ? "" : `, in the facade \`${operation.sdk.resource}.${operation.sdk.method}\``;
  const text = `${oneLine(operation.summary)}: \`${operation.method} ${operation.path}\`${method}.`;
  if (operation.operation.deprecated) return `${indent}/**\n${indent} * ${text}\n${indent} *\n${indent} * @deprecated\n${indent} */\n`;
  return `${indent}/** ${text} */\n`;
}

export function callDocumentation(operation: OperationModel, indent: string): string {
  const lines = [
    oneLine(operation.summary) + ".",
    "",
    oneLine(operation.description),
    "",
    `\`${operation.method} ${operation.path}\` (operationId \`${operation.id}\`)`,
  ];
  if (operation.operation.deprecated) lines.push("", "@deprecated");
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}
