import type { Description, OperationModel } from "../../description/model.ts";
import type { Json, MediaType, Parameter } from "../../description/openapi.ts";
import { exampleOf } from "../../description/expand/examples.ts";
import { isIdentifier } from "../../generate/names.ts";

/** The value of a media type's example. */
export function exampleValue(media: MediaType): Json | undefined {
  const first = Object.values(media.examples ?? {})[0];
  return first && "value" in first ? first.value : undefined;
}

/** The call as a shell command. Credentials come from the environment, so nothing secret stands in a page. */
export function curlExample(description: Description, operation: OperationModel): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `${parameterExample(description, operation, name) as string | number}`);
  const query = requiredInQuery(operation).map(({ name, schema }) => `${name}=${encodeURIComponent(exampleOf(description.document, schema, true) as string)}`);
  const target = query.length === 0 ? path : `${path}?${query.join("&")}`;
  const lines = [`curl${operation.method === "GET" ? "" : ` -X ${operation.method}`} "$PLINTO_URL${target}"`];
  const credential = credentialHeader(operation);
  if (credential) lines.push(`-H "${credential}"`);
  if (operation.permission.tenant === "context") lines.push(`-H "Plinto-Organization: $PLINTO_ORGANIZATION"`);
  const body = bodyExample(operation);
  if (body !== undefined)
    lines.push(
      `-H "Content-Type: ${operation.body!.mergePatch ? "application/merge-patch+json" : "application/json"}"`,
      `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
    );
  return lines.join(" \\\n  ");
}

function credentialHeader(operation: OperationModel): string | undefined {
  const [scheme] = operation.schemes;
  if (scheme === "accessToken") return "Authorization: Bearer $PLINTO_ACCESS_TOKEN";
  if (scheme === "environmentKey") return "Authorization: Bearer $PLINTO_SECRET_KEY";
  if (scheme === "pendingToken") return "Authorization: Bearer $PLINTO_PENDING_TOKEN";
  if (scheme === "publishableKey") return "Plinto-Publishable-Key: $PLINTO_PUBLISHABLE_KEY";
  return undefined;
}

/** The call with the SDK: by its facade name, or by its function where the facade of `createPlinto` has none. */
export function sdkExample(description: Description, operation: OperationModel): string {
  const parameters: Record<string, Json> = {};
  for (const parameter of [...operation.pathParameters, ...requiredInQuery(operation)])
    parameters[parameter.name] = exampleOf(description.document, parameter.schema, true);
  const body = bodyExample(operation);
  if (body !== undefined && operation.body!.flat) Object.assign(parameters, body);
  else if (body !== undefined) parameters["body"] = body;
  const argument = Object.keys(parameters).length === 0 ? "" : literal(parameters);
  const scope = operation.permission.tenant === "context" && operation.inFacade && !operation.sdk.resource.startsWith("organizations");
  const receiver = scope ? "plinto.forOrganization(orgId)" : "plinto";
  const call = operation.inFacade
    ? `${receiver}.${operation.sdk.resource}.${operation.sdk.method}(${argument})`
    : `${operation.id}(client${argument ? `, ${argument}` : ""})`;
  const head = operation.inFacade ? "" : `import { ${operation.id} } from "@plinto/core/operations";\n\n`;
  if (operation.item) return `${head}for await (const item of ${call}) console.log(item);`;
  return `${head}${operation.success.schema ? "const result = " : ""}await ${call};`;
}

/** What has to be said in the query. */
function requiredInQuery(operation: OperationModel): Parameter[] {
  return operation.queryParameters.filter((parameter) => parameter.required);
}

function parameterExample(description: Description, operation: OperationModel, name: string): Json {
  const parameter = operation.pathParameters.find((one) => one.name === name);
  if (!parameter) throw new Error(`${operation.id} has no path parameter ${name}`);
  return exampleOf(description.document, parameter.schema, true);
}

function bodyExample(operation: OperationModel): Json | undefined {
  const media = operation.operation.requestBody?.content["application/json"];
  return media && exampleValue(media);
}

/** A JSON value as one would write it in TypeScript. */
function literal(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, inner]) => `${isIdentifier(name) ? name : JSON.stringify(name)}: ${literal(inner)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
