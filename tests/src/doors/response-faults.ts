import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { description, operationAt, pointerPart, type DescribedOperation } from "./description.ts";
import { formats } from "./formats.ts";

const ajv: Ajv2020 = new Ajv2020({ strict: false, allErrors: true, formats });
// Its own takes no notice of the text "__proto__" that stands in a list twice.
ajv.removeKeyword("uniqueItems").addKeyword({
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  error: { message: "must not hold the same item twice" },
  validate: (isWanted: boolean, items: readonly unknown[]) => !isWanted || new Set(items.map(canonical)).size === items.length,
});
ajv.addSchema(description, "plinto:");

/** What was asked, as far as the description tells answers apart by it. */
export interface Asked {
  readonly method: string;
  /** The path below the base URL of the world. */
  readonly path: string;
}

/**
 * What is wrong with an answer by the description alone: a status, media type or problem code that its operation does
 * not declare, or a body that breaks its schema. Judged by plain Ajv on the bundle; nothing of the mock is asked.
 */
export function responseFaults({ method, path }: Asked, response: Pick<Response, "status" | "headers">, text: string): string[] {
  const operation = operationAt(method, path);
  const mediaType = response.headers.get("content-type")?.split(";")[0]!.trim() ?? "none";
  if (!operation) {
    // Nothing is declared for what does not exist, but its answer is a problem like any other.
    return mediaType === "application/problem+json" ? bodyFaults("/components/schemas/Problem", text) : [];
  }
  const where = `${operation.operationId} ${response.status}`;
  const declared = operation.responses[String(response.status)];
  if (!declared) return [`${where}: the operation declares only the statuses ${Object.keys(operation.responses).join(", ")}`];
  if (response.headers.get("plinto-request-id") === null) return [`${where}: the header Plinto-Request-Id is missing`];
  if (!declared.content) return text === "" ? [] : [`${where}: the answer has a body and none is declared`];
  if (!declared.content[mediaType]) return [`${where}: the media type ${mediaType} is not declared`];
  // Bytes have no schema but that they are some.
  if (!/[/+]json$/.test(mediaType)) return text === "" ? [`${where}: the body is empty`] : [];
  const faults = bodyFaults(`${declared.pointer}/content/${pointerPart(mediaType)}/schema`, text);
  if (mediaType === "application/problem+json") faults.push(...codeFaults(operation, text, response.status));
  return faults.map((fault) => `${where}: ${fault}`);
}

/** What is wrong with the body of a request by the description alone. A body that could not be looked at is wrong. */
export function requestFaults({ operationId, pointer, requestBody }: DescribedOperation, text: string | undefined): string[] {
  const [mediaType] = Object.keys(requestBody?.content ?? {});
  if (mediaType === undefined) return [];
  if (text === undefined) return [`${operationId}: the body cannot be looked at`];
  return text === "" ? [] : bodyFaults(`${pointer}/requestBody/content/${pointerPart(mediaType)}/schema`, text);
}

/** What is wrong with an event by the schema that the description has for its type. */
export function eventFaults(event: { readonly type: string }): string[] {
  const { type } = event;
  if (!description.webhooks[type]) return [`the description has no event ${type}`];
  const validate = compiled(`/webhooks/${type}/post/requestBody/content/application~1json/schema`);
  return validate(event) ? [] : messages(validate).map((message) => `${type}: ${message}`);
}

function bodyFaults(pointer: string, text: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ["the body is not JSON"];
  }
  const validate = compiled(pointer);
  return validate(body) ? [] : messages(validate);
}

function codeFaults({ errors }: DescribedOperation, text: string, status: number): string[] {
  const problem = JSON.parse(text) as { readonly code: string; readonly status: number };
  return [
    ...(errors.includes(problem.code) ? [] : [`the operation does not declare the code ${problem.code}`]),
    ...(problem.status === status ? [] : [`the body speaks of the status ${problem.status}`]),
  ];
}

/** A value as text, the same for whatever order its members stand in. */
function canonical(item: unknown): string {
  return JSON.stringify(item, (_name, value: unknown) =>
    value === null || typeof value !== "object" || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}

/** Ajv keeps what it has compiled by its address. */
function compiled(pointer: string): ValidateFunction {
  const validate = ajv.getSchema(`plinto:#${encodeURI(pointer)}`);
  if (!validate) throw new Error(`The bundle has nothing at ${pointer}`);
  return validate;
}

function messages({ errors }: ValidateFunction): string[] {
  return (errors ?? []).map(({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`);
}
