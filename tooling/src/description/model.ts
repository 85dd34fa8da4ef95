import { existsSync, readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";
import { inRoot } from "../root.ts";
import { descriptionHash } from "./bundle.ts";
import { isVersioned } from "./expand/conventions.ts";
import { isPublic, schemesOf } from "./expand/errors.ts";
import {
  navigationOf,
  operationsOf,
  parametersOf,
  refName,
  resolved,
  type Document,
  type Operation,
  type Parameter,
  type PermissionRule,
  type Registries,
  type Response,
  type Schema,
  type SdkName,
} from "./openapi.ts";
import { signInMember } from "./sign-in-answer.ts";

/** One operation as the emitters need it. */
export interface OperationModel {
  id: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  slug: string;
  summary: string;
  description: string;
  sdk: SdkName;
  /** Whether the facade of `createPlinto` has a method for it. */
  inFacade: boolean;
  pathParameters: Parameter[];
  queryParameters: Parameter[];
  body: { schema: Schema; required: boolean; mergePatch: boolean; flat: boolean; mayBeEmpty: boolean } | undefined;
  /** `accepted`: it may also answer 202, with the same shape, when the work goes on. */
  success: { status: number; schema: Schema | undefined; versioned: boolean; accepted: boolean };
  /** Browsers go there by themselves and are redirected: they alone (`only`: the SDK has no function), or where a program gets an answer (`either`). */
  navigation: "only" | "either" | undefined;
  /** Whether the call names its device by the header `Plinto-Device`. */
  namesDevice: boolean;
  /** The member of the answer that holds the sign-in of a client's session; empty where the answer is it. */
  signInMember: string | undefined;
  /** The shape of one item of a list. */
  item: Schema | undefined;
  errors: string[];
  schemes: string[];
  /** Whether it takes the token of an unfinished sign-in: in the place of an access token (`only`) or besides one (`also`). */
  pendingToken: "only" | "also" | undefined;
  isPublic: boolean;
  operation: Operation;
  permission: PermissionRule;
}

export interface Description {
  document: Document;
  /** 64 hex digits that name the document by its content. */
  hash: string;
  version: string;
  operations: OperationModel[];
  /** In reading order. */
  slugs: string[];
  schemas: Record<string, Schema>;
  /** Schema name → the file it belongs to: a resource's slug, `shared` or `events`. */
  homes: Map<string, string>;
  registries: Registries;
}

export function describe(document: Document): Description {
  const slugs = document.tags.map((tag) => tag.name);
  const operations = [...operationsOf(document)].map(({ path, method, item, operation }): OperationModel => {
    const parameters = parametersOf(document, item, operation);
    const sdk = operation["x-plinto-sdk"];
    const schemes = [...schemesOf(operation)];
    const content = operation.requestBody?.content;
    const mergePatch = Boolean(content?.["application/merge-patch+json"]);
    const bodySchema = content?.["application/json"]?.schema;
    const [status, response] = successOf(operation) ?? [];
    if (!status || !response) throw new Error(`${operation.operationId} has no success response`);
    const schema = response.content?.["application/json"]?.schema;
    const list = operation["x-plinto-pagination"] && schema?.$ref ? document.components.schemas[refName(schema.$ref)] : undefined;
    return {
      id: operation.operationId,
      method: method.toUpperCase() as OperationModel["method"],
      path,
      slug: operation.tags[0]!,
      summary: operation.summary,
      description: operation.description.trim(),
      sdk,
      inFacade: (sdk.audience === "client" || sdk.audience === "both") && !sdk.alias,
      pathParameters: parameters.filter((parameter) => parameter.in === "path"),
      queryParameters: parameters.filter((parameter) => parameter.in === "query"),
      body: bodySchema && {
        schema: bodySchema,
        required: operation.requestBody?.required === true,
        mergePatch,
        flat: isFlat(document, bodySchema),
        mayBeEmpty: mayBeEmpty(document, bodySchema),
      },
      success: {
        status: Number(status),
        schema,
        versioned: isVersioned(document, response),
        accepted: status !== "202" && "202" in operation.responses,
      },
      navigation: navigationOf(operation),
      namesDevice: parameters.some((parameter) => parameter.in === "header" && parameter.name === "Plinto-Device"),
      signInMember: signInMember(document, operation.operationId, schema, operation["x-plinto-session"]),
      item: list?.properties?.["data"]?.items,
      errors: operation["x-plinto-errors"],
      schemes,
      pendingToken: schemes.includes("pendingToken") ? (schemes.length === 1 ? "only" : "also") : undefined,
      isPublic: isPublic(operation),
      operation,
      permission: operation["x-plinto-permission"],
    };
  });
  operations.sort((a, b) => slugs.indexOf(a.slug) - slugs.indexOf(b.slug));
  return {
    document,
    hash: descriptionHash(document),
    version: document.info.version,
    operations,
    slugs,
    schemas: document.components.schemas,
    homes: homesOf(document),
    registries: document["x-plinto-registries"],
  };
}

function successOf(operation: Operation): [string, Response] | undefined {
  const answers = Object.entries(operation.responses);
  return answers.find(([status]) => status.startsWith("2")) ?? answers.find(([status]) => status === "302");
}

/** An object body is spread into the flat parameters; any other travels as `body`. */
function isFlat(document: Document, schema: Schema): boolean {
  const { type, oneOf = [] } = resolved(document, schema);
  return type === "object" || oneOf.length > 0;
}

/** An object of which no member has to be given. */
function mayBeEmpty(document: Document, schema: Schema): boolean {
  const { type, required = [], minProperties } = resolved(document, schema);
  return type === "object" && required.length === 0 && minProperties === undefined;
}

function homesOf(document: Document): Map<string, string> {
  const homes = new Map<string, string>();
  for (const slug of readdirSync(inRoot("spec", "resources"))) {
    const names = parse(
      existsSync(inRoot("spec", "resources", slug, "schemas.yaml")) ? readFileSync(inRoot("spec", "resources", slug, "schemas.yaml"), "utf8") : "",
    ) as Record<string, unknown> | null;
    for (const name of Object.keys(names ?? {})) homes.set(name, slug);
  }
  for (const name of Object.keys(document.components.schemas)) {
    if (!homes.has(name)) homes.set(name, /Event$|^Event(?!Id$)/.test(name) ? "events" : "shared");
  }
  return homes;
}
