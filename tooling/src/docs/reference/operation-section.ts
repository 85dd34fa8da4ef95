import type { Description, OperationModel } from "../../description/model.ts";
import { parametersOf, type Operation, type Parameter } from "../../description/openapi.ts";
import { anchor, errorLink, eventLink, operationLink } from "./links.ts";
import { code, fence, listed, sentence, table } from "./markdown.ts";
import { permissionWords, tenantWords } from "./permission-words.ts";
import { curlExample, exampleValue, sdkExample } from "./request-example.ts";
import { typeWords } from "./shape-text.ts";

const schemeNames: Readonly<Record<string, string>> = {
  accessToken: "access token",
  environmentKey: "environment key",
  organizationKey: "organization key",
  pendingToken: "pending token",
  publishableKey: "publishable key",
};

/** Everything there is to know about one operation. */
export function operationSection(description: Description, operation: OperationModel): string {
  const name = operation.sdk.alias ? operation.id : `${operation.sdk.resource}.${operation.sdk.method}`;
  let text = `## ${name} {#${anchor(operation.id)}}\n\n`;
  text += `${code(`${operation.method} ${operation.path}`)} · operationId ${code(operation.id)}\n\n`;
  text += `${sentence(operation.description)}\n\n`;
  if (operation.sdk.alias) text += `An alias of ${operationLink(description, operation.sdk.alias)}; the facade has one name for both.\n\n`;
  else if (operation.sdk.audience === "server") text += "For servers: not part of the facade of `createPlinto`.\n\n";
  else if (operation.navigation === "only") text += "For browsers, which go there by themselves: the SDK has no function for it.\n\n";
  text += whoMay(description, operation);
  text += parametersText(description, operation);
  text += bodyText(description, operation);
  text += answersText(description, operation);
  text += errorsText(description, operation);
  text += behaviourText(operation);
  const curl = fence("sh [curl]", curlExample(description, operation));
  text += operation.navigation === "only" ? `${curl}\n` : `::: code-group\n\n${fence("ts [SDK]", sdkExample(description, operation))}\n${curl}\n:::\n\n`;
  return text;
}

function whoMay(description: Description, operation: OperationModel): string {
  const ways = permissionWords(operation.permission, description.registries, operation.schemes);
  const tenant = tenantWords(operation.permission);
  const credentials = listed(
    operation.schemes.map((scheme) => schemeNames[scheme] ?? scheme),
    "or",
  );
  let text = "**Who may**\n\n";
  text += [...new Set(ways)].map((way) => `- ${way}\n`).join("");
  text += `\nCredential: ${credentials || "none"}${operation.isPublic && credentials ? ", or none" : ""}.${tenant ? ` ${tenant}` : ""}\n\n`;
  const stepUp = operation.operation["x-plinto-step-up"];
  if (stepUp) text += `**Step-up**: ${stepUpWords(stepUp)}, else \`step_up_required\`.\n\n`;
  const feature = operation.operation["x-plinto-feature"];
  if (feature) text += `**Plan**: needs the feature ${code(feature)}, else \`feature_not_in_plan\`.\n\n`;
  return text;
}

function stepUpWords({ maxAgeSeconds, secondFactor }: NonNullable<Operation["x-plinto-step-up"]>): string {
  const recently = `within the last ${maxAgeSeconds / 60} minutes`;
  const everybody = `a user must have authenticated ${recently}`;
  if (secondFactor === undefined) return everybody;
  const holder = `a user who has a second factor must have proved one in this session ${recently}`;
  return secondFactor === "only" ? holder : `${everybody}, and ${holder}`;
}

function parametersText(description: Description, operation: OperationModel): string {
  const item = description.document.paths[operation.path]!;
  const parameters = parametersOf(description.document, item, operation.operation);
  const rows = parameters.map((parameter: Parameter) => [
    code(parameter.name),
    parameter.in,
    typeWords(description, parameter.schema),
    parameter.required ? "required" : "optional",
    sentence(parameter.description ?? ""),
  ]);
  return rows.length === 0 ? "" : `**Parameters**\n\n${table(["Name", "In", "Type", "", "Meaning"], rows)}`;
}

function bodyText(description: Description, operation: OperationModel): string {
  if (!operation.body) return "";
  const optional = operation.body.required ? "" : " It may be left out.";
  const patch = operation.body.mergePatch
    ? " A merge patch (RFC 7396), sent as `application/merge-patch+json` or `application/json`: what is absent stays, null clears."
    : "";
  return `**Body**: ${typeWords(description, operation.body.schema)}.${patch}${optional}\n\n`;
}

function answersText(description: Description, operation: OperationModel): string {
  let text = "**Answers**\n\n";
  for (const [status, response] of Object.entries(operation.operation.responses)) {
    if (!/^[23]/.test(status)) continue;
    const media = response.content?.["application/json"];
    const headers = Object.keys(response.headers ?? {}).map(code);
    text += `- ${code(status)} ${sentence(response.description)}${media ? ` Body: ${typeWords(description, media.schema)}.` : ""}${headers.length > 0 ? ` Headers: ${headers.join(", ")}.` : ""}\n`;
  }
  const media = operation.operation.responses[String(operation.success.status)]?.content?.["application/json"];
  const example = media && exampleValue(media);
  if (example !== undefined) text += `\n::: details Example of the answer\n\n${fence("json", JSON.stringify(example, null, 2))}\n:::\n`;
  return `${text}\n`;
}

function errorsText(description: Description, operation: OperationModel): string {
  const { errorCodes } = description.registries;
  const own = operation.errors.filter((name) => !errorCodes[name]!.implied);
  const implied = operation.errors.filter((name) => errorCodes[name]!.implied);
  let text = "**Errors**\n\n";
  text += table(
    ["Code", "Status", "Meaning"],
    own.map((name) => [errorLink(name), String(errorCodes[name]!.status), sentence(errorCodes[name]!.title)]),
  );
  return `${text}${own.length > 0 ? "Also, as every operation of its kind" : "As every operation of its kind"}: ${implied.map(errorLink).join(", ")}.\n\n`;
}

function behaviourText(operation: OperationModel): string {
  const rows: [string, string][] = [];
  const emits = operation.operation["x-plinto-emits"];
  if (emits) rows.push(["Events", emits.length > 0 ? emits.map(eventLink).join(", ") : "none"]);
  rows.push(["Rate limit", `[${code(operation.operation["x-plinto-rate-limit"])}](./plans-and-limits.md#rate-limits)`]);
  const idempotency = operation.operation["x-plinto-idempotency"]?.kind;
  if (idempotency)
    rows.push([
      "Idempotency",
      idempotency === "natural" ? "natural: repeating it changes nothing; a key is accepted" : "by `Idempotency-Key`, 24 hours; the client sends one by itself",
    ]);
  const session = operation.operation["x-plinto-session"];
  if (session) rows.push(["Session of the client", sessionWords[session]]);
  return table(["", ""], rows);
}

const sessionWords: Readonly<Record<"start" | "rotate" | "switch" | "end" | "pending", string>> = {
  start: "a complete answer becomes the session; an incomplete one is remembered as pending",
  rotate: "the new tokens take the place of the old",
  switch: "the new access token takes the place of the old",
  end: "the session ends on this device, whatever is answered",
  pending: "sends the remembered pending token; a complete answer becomes the session",
};
