import { refName } from "../description/openapi.ts";
import { controlBanner, readControlDocument } from "./control-document.ts";
import { pascal } from "./names.ts";
import { documentation, oneLine, propertiesText, typeText, type References } from "./type-text.ts";

/** packages/mock/src/generated/control-{types,client}.ts: shapes and client of the mock's own control plane. */
export function emitControl(): Map<string, string> {
  const document = readControlDocument();
  const references: References = new Set();
  let types = controlBanner("control.ts");
  for (const [name, schema] of Object.entries(document.schemas)) {
    types += `\n${documentation(schema, "")}`;
    types += schema.properties
      ? `export interface Control${name} {\n${prefixed(propertiesText(schema, references, "  "), references)}}\n`
      : `export type Control${name} = ${typeText(schema, references)};\n`;
  }
  const used = new Set<string>();
  let body = "";
  for (const { method, path, operationId, description, parameters, requestBody, responses } of document.operations) {
    const success = Object.entries(responses).find(([status]) => status.startsWith("2"))![1];
    const result = success.content ? `Control${refName(success.content["application/json"].schema.$ref!)}` : "void";
    if (result !== "void") used.add(result);
    const request = requestBody && `Control${refName(requestBody.content["application/json"].schema.$ref!)}`;
    if (request) used.add(request);
    const query =
      parameters &&
      `{ ${parameters.map((parameter) => `readonly ${parameter.name}${parameter.required ? "" : "?"}: ${typeText(parameter.schema, references)}`).join("; ")} }`;
    const argument = request ? `body: ${request}` : query ? `query: ${query}${parameters.some((parameter) => parameter.required) ? "" : " = {}"}` : "";
    const passed = request ? ", { body }" : query ? ", { query }" : "";
    body += `\n  /** ${oneLine(description)} \`${operationId}\` */\n  ${operationId}(${argument}): Promise<${result}> {\n    return this.send(${JSON.stringify(method)}, ${JSON.stringify(path)}${passed}) as Promise<${result}>;\n  }\n`;
  }
  let client = controlBanner("control.ts");
  client += `import { ControlTransport } from "../control/transport.ts";\nimport type { ${[...used].sort().join(", ")} } from "./control-types.ts";\n`;
  client += `\n/** The control plane of a served mock, one method per operation of its description, @plinto/spec/mock-control.json. */\nexport class ControlClient extends ControlTransport {${body}}\n`;
  return new Map([
    ["packages/mock/src/generated/control-types.ts", types],
    ["packages/mock/src/generated/control-client.ts", client],
  ]);
}

/** Named shapes carry the prefix `Control`, so that they never meet those of the product. */
function prefixed(text: string, references: References): string {
  let result = text;
  for (const name of references) result = result.replaceAll(new RegExp(`(?<=[:<|] ?)${pascal(name)}\\b(?=[;\\[>| ])`, "g"), `Control${name}`);
  return result;
}
