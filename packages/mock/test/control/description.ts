import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";

/** An operation of spec/mock-control.yaml. */
export interface DescribedOperation {
  readonly method: string;
  /** The path without `/w/<id>`. */
  readonly path: string;
  readonly operationId: string;
  /** The name of the schema of its body, if it takes one. */
  readonly bodySchema: string | undefined;
  readonly parameters: readonly DescribedParameter[];
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

interface DescribedParameter {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: { readonly examples: readonly unknown[] };
}

interface DescribedResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
}

interface Schema {
  readonly $ref?: string;
  readonly oneOf?: readonly Schema[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly responses: Readonly<Record<string, DescribedResponse>>; readonly schemas: Readonly<Record<string, Schema>> };
}

const document = parse(readFileSync(new URL("../../../../spec/mock-control.yaml", import.meta.url), "utf8")) as Document;

interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: DescribedResponse;
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

export const operations: readonly DescribedOperation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { operationId, parameters = [], requestBody, responses }]) => ({
    method: method.toUpperCase(),
    path,
    operationId,
    parameters,
    bodySchema: requestBody?.content?.["application/json"]?.schema.$ref.split("/").at(-1),
    responses,
  })),
);

/** The query that the examples of an operation's required parameters make. */
export function exampleQuery({ parameters }: DescribedOperation): Record<string, unknown> {
  return Object.fromEntries(parameters.filter(({ required }) => required).map(({ name, schema }) => [name, schema.examples[0]]));
}

/** The body that the examples of a schema's properties make. */
export function exampleBody(schema: string): Record<string, unknown> {
  const { properties = {} } = document.components.schemas[schema]!;
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, exampleOf(property)]));
}

function exampleOf({ $ref, oneOf, examples }: Schema): unknown {
  if ($ref) return exampleOf(document.components.schemas[$ref.split("/").at(-1)!]!);
  return oneOf ? exampleOf(oneOf[0]!) : examples![0];
}

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(document, "control");

/** A `fetch` that throws when an answer below `/__plinto` is none that spec/mock-control.yaml describes. */
export const describedFetch: typeof globalThis.fetch = async (input, init) => {
  const response = await fetch(input, init);
  const path = new URL(input instanceof Request ? input.url : input).pathname.replace(/^\/w\/[^/]+/, "");
  const operation = operations.find((one) => one.path === path && one.method === (init?.method ?? "GET"));
  if (operation) await judge(operation, response.clone());
  return response;
};

async function judge({ operationId, responses }: DescribedOperation, response: Response): Promise<void> {
  const found = responses[String(response.status)] ?? responses[`${String(response.status)[0]}XX`];
  if (!found) throw new Error(`${operationId} answered ${response.status}, which the description does not have`);
  const { content } = found.$ref === undefined ? found : document.components.responses[found.$ref.split("/").at(-1)!]!;
  const text = await response.text();
  if (!content) {
    if (text !== "") throw new Error(`${operationId} answered ${response.status} with a body, which the description does not have`);
    return;
  }
  const type = response.headers.get("content-type") ?? "";
  const media = content[type];
  if (!media) throw new Error(`${operationId} answered ${response.status} as ${type}; the description has ${Object.keys(content).join(", ")}`);
  const validate = ajv.getSchema(`control${media.schema.$ref}`) as ValidateFunction;
  if (!validate(JSON.parse(text)))
    throw new Error(`${operationId} answered ${response.status} with a body that breaks the description: ${ajv.errorsText(validate.errors)}`);
}
